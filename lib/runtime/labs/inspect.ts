import { z } from "zod";
import type { Impairment } from "../../model/impairment.ts";
import type { Installation } from "../../model/installation.ts";
import { parseJson } from "../../model/json.ts";
import {
  type HostSpec,
  type LabSpec,
  type MachineSpec,
  machinesOf,
  type RouterSpec,
} from "../../model/lab-spec.ts";
import type { BgpSession } from "../../probes/bgp-session.ts";
import type { LinkState } from "../../probes/link-state.ts";
import { sessionsOf } from "../engine/bgp.ts";
import { Engine, lastLines, tooMuch } from "../engine/engine.ts";
import { readImpairment } from "./impairments.ts";
import { linksOf } from "./links.ts";

const gates = z.object({
  ready: z.boolean(),
  gates: z.array(
    z.object({ gate: z.string(), state: z.enum(["pass", "fail", "waiting"]), detail: z.string() }),
  ),
});

/** A deployed lab as it is now. */
export interface LabView {
  /** Hosts and routers. */
  readonly hosts: readonly MachineView[];
  readonly segments: readonly SegmentView[];
}

/** A host or router as it is now: `gates` is null where it does not run or does not answer. */
export interface MachineView {
  readonly host: string;
  readonly kind: string;
  readonly container: string;
  /** Whether its root is nobody on the engine's machine. */
  readonly userNamespace: boolean;
  readonly addresses: readonly string[];
  /** Null for a router. */
  readonly workloadSubnet: string | null;
  readonly workloads: HostSpec["workloads"];
  readonly ready: boolean;
  readonly reason: string | null;
  readonly gates: z.infer<typeof gates>["gates"] | null;
  /** Empty where no BGP is spoken; null where the machine or its BIRD does not answer. */
  readonly bgp: readonly BgpSession[] | null;
}

export interface SegmentView {
  readonly segment: string;
  readonly cidr: string;
  readonly mtu: number;
  /** What each machine on the segment does to what it sends there; null where it does not answer. */
  readonly impairments: readonly { readonly machine: string; readonly impairment: Impairment | null }[];
  /** Whether each machine's link to the segment is up or was set down; null where it does not answer. */
  readonly links: readonly { readonly machine: string; readonly state: LinkState | null }[];
}

/** Hosts, routers, addresses, gates, workloads, BGP sessions and segments of a deployed lab. */
export async function inspect(lab: LabSpec, installation: Installation): Promise<LabView> {
  const engine = new Engine(installation);
  const machines = machinesOf(lab);
  // All that is asked is awaited here, together: whichever fails first, none of the others is left to fail unheard.
  const [hosts, links, impairments] = await Promise.all([
    Promise.all(machines.map((machine) => view(engine, machine))),
    Promise.all(machines.map((machine) => linksOf(engine, machine))),
    Promise.all(machines.map((machine) => impairmentsOf(engine, machine))),
  ]);
  const ends = machines.flatMap(({ name, interfaces }, number) =>
    interfaces.map(({ segment, address }, index) => ({
      ...{ machine: name, segment },
      impairment: impairments[number]?.[index] ?? null,
      state: links[number]?.get(address) ?? null,
    })),
  );
  return { hosts, segments: lab.segments.map((segment) => viewSegment(segment, ends)) };
}

const impairmentsOf = (engine: Engine, machine: MachineSpec): Promise<(Impairment | null)[]> =>
  Promise.all(machine.interfaces.map((link) => readImpairment(engine, machine, link)));

/** A machine's link to a segment, as it is now. */
interface End {
  readonly machine: string;
  readonly segment: string;
  readonly impairment: Impairment | null;
  readonly state: LinkState | null;
}

function viewSegment({ name, cidr, mtu }: LabSpec["segments"][number], ends: readonly End[]): SegmentView {
  const own = ends.filter(({ segment }) => segment === name);
  return {
    ...{ segment: name, cidr, mtu },
    impairments: own.map(({ machine, impairment }) => ({ machine, impairment })),
    links: own.map(({ machine, state }) => ({ machine, state })),
  };
}

async function view(engine: Engine, machine: HostSpec | RouterSpec): Promise<MachineView> {
  const [readiness, bgp] = await Promise.all([readinessOf(engine, machine), sessionsOf(engine, machine)]);
  return {
    host: machine.name,
    kind: machine.kind,
    container: machine.container,
    userNamespace: machine.firstId !== null,
    addresses: machine.interfaces.map(({ address, prefixLength }) => `${address}/${prefixLength}`),
    workloadSubnet: "workloadSubnet" in machine ? machine.workloadSubnet : null,
    workloads: "workloads" in machine ? machine.workloads : [],
    ...readiness,
    bgp,
  };
}

/** The gates of a machine, as it saw them last. */
export async function readinessOf(
  engine: Engine,
  { container }: Pick<MachineView, "container">,
): Promise<Pick<MachineView, "ready" | "reason" | "gates">> {
  const output = await engine.start(Engine.inside(container, ["underlay-ready"]), { limit: 10 });
  const parsed = gates.safeParse(parseJson(output.stdout));
  const why = tooMuch(output)?.message ?? lastLines(output.stderr);
  return {
    ready: parsed.success && parsed.data.ready,
    reason: parsed.success ? failing(parsed.data) : why || "the host does not answer",
    gates: parsed.success ? parsed.data.gates : null,
  };
}

function failing({ gates: all }: z.infer<typeof gates>): string | null {
  const gate = all.find(({ state }) => state === "fail");
  return gate ? `${gate.gate}: ${gate.detail}` : null;
}
