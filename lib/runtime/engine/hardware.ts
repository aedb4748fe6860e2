import type { LabSpec } from "../../model/lab-spec.ts";
import { kindsOf, namespacesOf } from "../../results/comparison/candidates.ts";
import type { Hardware } from "../../results/hardware.ts";
import type { Engine } from "./engine.ts";

/**
 * What a deployed lab's machines run on: VM hosts by what they were deployed with, whatever set-up has found since, and as far as they
 * are there. Throws when they differ.
 */
export async function readHardware(engine: Engine, lab: LabSpec): Promise<Hardware> {
  const machines = lab.hosts.filter(({ vm }) => vm !== null);
  const found = await Promise.all(
    machines.map(async ({ container }): Promise<("kvm" | "tcg")[]> => {
      const devices = "{{range .HostConfig.Devices}}{{.PathOnHost}} {{end}}";
      const read = ["inspect", "--type", "container", "--format", devices, container];
      const { exitCode, stdout } = await engine.start(read, { limit: 10 });
      return exitCode === 0 ? [stdout.includes("/dev/kvm") ? "kvm" : "tcg"] : [];
    }),
  );
  const accelerators = new Set(found.flat());
  const [accelerator = null, ...others] = accelerators;
  if (others.length > 0) throw new Error(`its VM hosts run on ${[...accelerators].join(" and ")}`);
  return { hostKind: kindsOf(lab), accelerator, userNamespace: namespacesOf(lab) };
}
