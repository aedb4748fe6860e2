import type { ConvergenceEvent } from "../convergence.ts";
import type { LabDeclaration } from "../declaration.ts";
import * as errors from "../errors.ts";
import type { ConvergenceSpec, WorkloadRef } from "../lab-spec.ts";
import { isName } from "../names.ts";
import { isEnd, type Rule } from "./options.ts";

type Check<Event> = (
  event: Event,
  spec: ConvergenceSpec,
  lab: LabDeclaration,
  path: string,
) => errors.Problem[];

type Checks = {
  readonly [Kind in ConvergenceEvent["kind"]]: Check<Extract<ConvergenceEvent, { kind: Kind }>>;
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
    ...[from, to]
      .filter((end) => isEnd(end) && end.host === host)
      .map(({ name }) => errors.endGoesDown(path, host, name)),
  ],
  "host-added": ({ host }, { from, to }, lab, path) => [
    ...unknownHost(host, lab, path),
    ...(isEnd(from) && from.host === host ? [errors.endGoesDown(path, host, from.name)] : []),
    ...(isEnd(to) && to.host !== host ? [errors.endElsewhere(path, host, to.name)] : []),
  ],
  "workload-added": ({ host, workload }, _, lab, path) => [
    ...unknownHost(host, lab, path),
    ...(isName(workload) ? [] : [errors.badName(path, "workload", workload)]),
    ...[...lab.hosts.flatMap((each) => [each, ...each.workloads]), ...lab.routers]
      .filter(({ name }) => name === workload)
      .map((other) => errors.nameTaken(path, workload, other.path)),
  ],
};

/** What happens while a convergence probe watches. */
export const event: Rule<ConvergenceSpec> = ({ path, name, value, spec, lab }) => {
  const { kind } = Object(value) as Partial<ConvergenceEvent>;
  if (kind === undefined || !Object.hasOwn(checks, kind))
    return [errors.badOption(path, name, value, `an event of the kind ${Object.keys(checks).join(", ")}`)];
  const check = checks[kind] as Check<ConvergenceEvent>;
  return check(value as ConvergenceEvent, spec, lab, path);
};

/** The workload that an event adds; undefined for any other event. */
export const addedWorkload = (event: ConvergenceEvent): WorkloadRef | undefined =>
  event?.kind === "workload-added" ? { name: event.workload, host: event.host } : undefined;

function unknownHost(host: string, { hosts }: LabDeclaration, path: string): errors.Problem[] {
  const names = hosts.map(({ name }) => name);
  return names.includes(host) ? [] : [errors.unknownName(path, "host", host, names)];
}
