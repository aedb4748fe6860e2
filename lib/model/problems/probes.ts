import type { LabDeclaration, ProbeDeclaration } from "../declaration.ts";
import * as errors from "../errors.ts";
import { isName } from "../names.ts";
import { ofConvergence } from "./convergence.ts";

export function ofProbes(lab: LabDeclaration): errors.Problem[] {
  const hosts = lab.hosts.map(({ name }) => name);
  const machines = [...lab.hosts, ...lab.routers];
  const workloads = lab.hosts.flatMap((host) => host.workloads.map(({ name }) => name));
  return lab.probes.flatMap(({ path, spec }: ProbeDeclaration) => {
    const found: errors.Problem[] = [];
    if (!isName(spec.name)) found.push(errors.badName(path, "probe", spec.name));
    if ("on" in spec) {
      const machine = machines.find(({ name }) => name === spec.on);
      const places = [...machines.map(({ name }) => name), ...workloads];
      if (!places.includes(spec.on))
        found.push(errors.unknownName(path, "host, router or workload", spec.on, places));
      const segments = machine?.attachments.map(({ segment }) => segment) ?? [];
      if (machine && spec.segment !== null && !segments.includes(spec.segment))
        found.push(errors.notOnSegment(path, spec.on, spec.segment, segments));
    }
    if ("from" in spec) {
      const known =
        spec.kind === "convergence" && spec.event.kind === "workload-added"
          ? [...workloads, spec.event.workload]
          : workloads;
      for (const { name, host } of [spec.from, spec.to])
        if (!(name === host && spec.kind !== "convergence" ? hosts : known).includes(name))
          found.push(errors.unknownName(path, "workload", name, workloads));
      if (spec.from.name === spec.to.name) found.push(errors.sameEnds(path, spec.from.name));
    }
    if (spec.kind === "cost" && lab.modes[0]?.mode.agent === null)
      found.push(errors.noAgent(path, lab.modes[0].mode.name));
    if (spec.kind === "convergence") found.push(...ofConvergence(lab, path, spec));
    if ("expect" in spec && spec.expect === "silence" && lab.expectBroken === undefined)
      found.push(errors.silenceUnexplained(path));
    return found;
  });
}
