import type { LabSpec } from "../../model/lab-spec.ts";
import { kindsOf } from "../../results/comparison/candidates.ts";
import type { Hardware } from "../../results/hardware.ts";
import type { Engine } from "./engine.ts";

/**
 * What a deployed lab's hosts run on: VM hosts by what they were deployed with, whatever set-up has found since, and as far as they
 * run. Throws when they differ.
 */
export async function readHardware(engine: Engine, lab: LabSpec): Promise<Hardware> {
  const machines = lab.hosts.filter(({ vm }) => vm !== null);
  const found = await Promise.all(
    machines.map(async ({ container }) => {
      const read = ["exec", container, "cat", "/etc/underlay/vm.json"];
      const { exitCode, stdout } = await engine.start(read, { limit: 10 });
      return exitCode === 0 ? [JSON.parse(stdout)] : [];
    }),
  );
  const accelerators = new Set<"kvm" | "tcg">(found.flat().map(({ accelerator }) => accelerator));
  const [accelerator = null, ...others] = accelerators;
  if (others.length > 0) throw new Error(`its VM hosts run on ${[...accelerators].join(" and ")}`);
  return { hostKind: kindsOf(lab), accelerator };
}
