import { Document, isCollection, isMap, isPair } from "yaml";
import type {
  HostDeclaration,
  LabDeclaration,
  MachineDeclaration,
  SegmentDeclaration,
} from "../model/declaration.ts";
import { type HostKind, machineKinds } from "../model/host-kinds.ts";
import type { ProbeSpec } from "../model/lab-spec.ts";
import type { AnyKind } from "../probes/kind.ts";
import { kindOf } from "../probes/kinds.ts";
import type { Rule } from "../probes/options.ts";

/** A lab as a file in YAML: it reads back to the same lab, whatever it was declared in. Options that are as by default are left out. */
export function yamlOf(lab: LabDeclaration): string {
  const {
    about,
    slot,
    instance,
    routing,
    expectBroken,
    claims,
    readyWithin,
    segments,
    hosts,
    routers,
    modes,
    probes,
  } = lab;
  const kinds = hosts.map(kindIn);
  const [common] = kinds;
  const isCommon = kinds.every((kind) => JSON.stringify(kind) === JSON.stringify(common));
  const document = new Document({
    name: lab.lab,
    ...{ about, slot },
    ...(instance === 0 ? {} : { instance }),
    ...given({ readyWithin, expectBroken, hostKind: isCommon ? common : undefined }),
    ...(routing === "computed" ? {} : { routing }),
    ...(claims.length === 0 ? {} : { claims: sole(claims) }),
    segments: Object.fromEntries(segments.map((segment) => [segment.name, segmentIn(segment)])),
    hosts: Object.fromEntries(
      hosts.map((host, index) => [
        host.name,
        {
          ...machineIn(host, hosts.slice(0, index)),
          ...(isCommon ? {} : given({ kind: kinds[index] })),
          ...workloadsIn(host),
        },
      ]),
    ),
    ...(routers.length === 0
      ? {}
      : {
          routers: Object.fromEntries(
            routers.map((router, index) => [router.name, routerIn(router, routers.slice(0, index))]),
          ),
        }),
    cni: cniIn(modes[0]?.mode.declared ?? {}),
    ...(probes.length === 0 ? {} : { probes: probes.map(({ spec }) => probeIn(spec)) }),
  });
  for (const part of ["segments", "hosts", "routers", "probes"]) onLines(document.get(part));
  return document.toString({ lineWidth: 110, nullStr: "", flowCollectionPadding: true });
}

/** A line for each segment, machine and probe, where one has room for it. */
function onLines(node: unknown): void {
  if (!isCollection(node)) return;
  for (const item of node.items)
    for (const { value } of isPair(item) ? [item] : isMap(item) ? item.items : [])
      if (isCollection(value)) value.flow = JSON.stringify(value).length <= 100;
}

/** What is undefined is left out. */
const given = (options: object): object =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

const sole = <T>(list: readonly T[]): T | readonly T[] => (list.length === 1 ? (list[0] as T) : list);

function segmentIn({ mtu, prefixLength, cidr, impairment: impair }: SegmentDeclaration): object | null {
  const options = given({ mtu: mtu === 1500 ? undefined : mtu, prefixLength, cidr, impair });
  return Object.keys(options).length === 0 ? null : options;
}

/** A number that is the lowest which is free is left out. */
function machineIn(
  { number, attachments }: MachineDeclaration,
  before: readonly MachineDeclaration[],
): object {
  const taken = before.map((machine) => machine.number);
  const next = Array.from({ length: taken.length + 1 }, (_, index) => index + 1).find(
    (each) => !taken.includes(each),
  );
  const on = attachments.map(({ segment, address }) =>
    address === undefined ? segment : { segment, address },
  );
  return { on: sole(on), ...(number === next ? {} : { number }) };
}

const workloadsIn = ({ workloads }: HostDeclaration): object =>
  workloads.length === 0 ? {} : { workloads: sole(workloads.map(({ name }) => name)) };

const routerIn = (router: MachineDeclaration, before: readonly MachineDeclaration[]): object => ({
  ...machineIn(router, before),
  ...(router.userNamespace ? {} : { userNamespace: false }),
});

/** The kind of a host; undefined for the usual one. */
function kindIn({ kind, vm, limits, userNamespace }: HostDeclaration): object | string | undefined {
  if (vm !== null) return choiceIn(kind, differing(vm, { vcpus: 1, memory: 448, disk: 4096 }));
  const usual = { ...machineKinds.dind.limits, userNamespace: true };
  const options = differing({ ...limits, userNamespace }, usual);
  return Object.keys(options).length === 0 ? undefined : choiceIn(kind satisfies HostKind, options);
}

/** `name`, or `{ name: options }`. */
const choiceIn = (name: string, options: object): object | string =>
  Object.keys(options).length === 0 ? name : { [name]: options };

/** Of a mode, and of what it has a choice of, the names alone where there are no options. */
function cniIn(declared: Readonly<Record<string, unknown>>): object | string {
  const [[name, options] = ["", {}]] = Object.entries(declared);
  const [[inner, more] = []] = Object.entries(Object(options));
  if (inner === undefined) return name;
  return { [name]: typeof more === "object" ? choiceIn(inner, Object(more)) : options };
}

function differing(options: object, usual: object): object {
  const same = (name: string, value: unknown) =>
    JSON.stringify(value) === JSON.stringify((usual as Record<string, unknown>)[name]);
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => !same(name, value)));
}

/** A probe's options that its kind would not have by itself, given those that it must be given. */
function probeIn(spec: ProbeSpec): object | string {
  const kind: AnyKind = kindOf(spec);
  const rules = kind.rules as Readonly<Record<string, Rule<ProbeSpec>>>;
  const required = Object.entries(spec).filter(([name]) => rules[name]?.isRequired);
  const usual = kind.make(Object.fromEntries(required));
  const { name, ...others } = differing(spec, usual) as Partial<ProbeSpec>;
  const options: object = { ...given({ name }), ...Object.fromEntries(required), ...others };
  const named = Object.entries(options).map(([name, value]) => {
    const { isEnd = false, choices } = rules[name] ?? {};
    if (isEnd) return [name, value.name];
    if (!choices) return [name, value];
    const { kind, ...others } = value;
    return [name, { [kind]: others }];
  });
  return choiceIn(spec.kind, Object.fromEntries(named));
}
