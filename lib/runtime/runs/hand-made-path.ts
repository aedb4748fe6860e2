import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { Place } from "../../probes/bench.ts";
import type { Ends } from "../../probes/ends.ts";
import { handMadePath } from "../../results/gate/baseline.ts";
import type { BenchContext } from "../bench/context.ts";
import { Engine } from "../engine/engine.ts";
import { ownProject } from "../setup/identity.ts";

/**
 * A path that no mode has a part in: two containers on a network of the engine's. What a machine carries there is the measure by which
 * figures of other days and machines are set against today's.
 */
export interface HandMadePath {
  /** What a bench needs, so that a probe between two workloads is one between the ends of this path. */
  between(probe: Ends): Pick<BenchContext, "lab" | "argsAt">;
}

/** Makes one for a lab's probes while `work` runs. One that a killed command left is removed first: a project makes one at a time. */
export async function withHandMadePath<T>(
  lab: LabSpec,
  installation: Installation,
  work: (path: HandMadePath) => Promise<T>,
): Promise<T> {
  const engine = new Engine(installation);
  const name = `hand-made-path-${ownProject().id}`;
  const ends = [`${name}-from`, `${name}-to`] as const;
  const remove = async () => {
    await engine.start(["rm", "--force", ...ends]);
    await engine.start(["network", "rm", name]);
  };
  await remove();
  try {
    await engine.run(["network", "create", "--internal", ...labels(), name]);
    // They end by themselves, should nobody do it.
    for (const end of ends)
      await engine.run([
        ...["run", "--detach", "--rm", "--init", "--name", end, ...labels()],
        ...Engine.confined({ network: name }),
        ...[installation.images.probe, "sleep", String(longest)],
      ]);
    const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
    const addresses = await engine.run(["inspect", "--format", format, ...ends]);
    return await work(pathOver(lab, ends, addresses.trim().split(/\s+/)));
  } finally {
    await remove();
  }
}

/** Seconds: a day. */
const longest = 86_400;

const labels = (): string[] => {
  const { id, folder, user } = ownProject();
  return Object.entries({ project: id, folder, user }).flatMap(([key, value]) => [
    "--label",
    `underlay.${key}=${value}`,
  ]);
};

const pathOver = (
  lab: LabSpec,
  ends: readonly [string, string],
  addresses: readonly string[],
): HandMadePath => ({
  between({ from }) {
    const end = ({ host, name }: Place): 0 | 1 => (host === from.host && name === from.name ? 0 : 1);
    const hosts = lab.hosts.map((host) => ({
      ...host,
      workloads: host.workloads.map((workload) => ({
        ...workload,
        address: addresses[end({ host: host.name, name: workload.name })] ?? workload.address,
      })),
    }));
    return {
      lab: { ...lab, name: handMadePath, hosts },
      argsAt: (at, command, stdin) => Engine.program(ends[end(at)], command, stdin),
    };
  },
});
