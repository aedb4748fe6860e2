import type { ConvergenceEvent } from "../convergence.ts";
import type { LabDeclaration } from "../declaration.ts";
import * as errors from "../errors.ts";
import type { ConvergenceSpec } from "../lab-spec.ts";
import { isName } from "../names.ts";
import { within } from "./within.ts";

type Checks = {
  readonly [Kind in ConvergenceEvent["kind"]]: (
    event: Extract<ConvergenceEvent, { kind: Kind }>,
    spec: ConvergenceSpec,
    lab: LabDeclaration,
    path: string,
  ) => errors.Problem[];
};

/** What is wrong with an event, for each kind of them. */
const checks: Checks = {
  "session-down": ({ host, peer }, _, lab, path) => {
    const machines = [...lab.hosts, ...lab.routers].map(({ name }) => name);
    if (host === peer) return [errors.sessionWithItself(path, host)];
    return [host, peer]
      .filter((name) => !machines.includes(name))
      .map((name) => errors.unknownName(path, "host or router", name, machines));
  },
  "reflector-killed": ({ host }, { from, to }, lab, path) => [
    ...unknownHost(host, lab, path),
    ...[from, to].filter((end) => end.host === host).map(({ name }) => errors.endGoesDown(path, host, name)),
  ],
  "host-added": ({ host }, { from, to }, lab, path) => [
    ...unknownHost(host, lab, path),
    ...(from.host === host ? [errors.endGoesDown(path, host, from.name)] : []),
    ...(to.host === host ? [] : [errors.endElsewhere(path, host, to.name)]),
  ],
  "workload-added": ({ host, workload }, _, lab, path) => [
    ...unknownHost(host, lab, path),
    ...(isName(workload) ? [] : [errors.badName(path, "workload", workload)]),
    ...[...lab.hosts.flatMap((each) => [each, ...each.workloads]), ...lab.routers]
      .filter(({ name }) => name === workload)
      .map((other) => errors.nameTaken(path, workload, other.path)),
  ],
};

export function ofConvergence(lab: LabDeclaration, path: string, spec: ConvergenceSpec): errors.Problem[] {
  const check = checks[spec.event.kind] as Checks[keyof Checks] as (
    event: ConvergenceEvent,
    ...rest: [ConvergenceSpec, LabDeclaration, string]
  ) => errors.Problem[];
  const limits = [
    { what: "within", value: spec.within, min: 1, max: 600 },
    { what: "count", value: spec.count, min: 1, max: 1000 },
    { what: "maxLost", value: spec.maxLost ?? 0, min: 0, max: 10_000 },
  ];
  return [
    ...check(spec.event, spec, lab, path),
    ...limits
      .filter(({ value, min, max }) => !within(value, min, max))
      .map(({ what, value, min, max }) => errors.numberOutOfRange(path, what, value, min, max)),
  ];
}

function unknownHost(host: string, { hosts }: LabDeclaration, path: string): errors.Problem[] {
  const names = hosts.map(({ name }) => name);
  return names.includes(host) ? [] : [errors.unknownName(path, "host", host, names)];
}
