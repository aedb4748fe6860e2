import type { Installation } from "../../model/installation.ts";
import { type KernelFeature, type KernelProof, kernelFeatures } from "../../model/requirements.ts";
import { Engine, EngineError } from "./engine.ts";

/** A command that is tried in the same container as the features, because making a container takes most of the time. */
export interface Trial {
  /** Arguments of `docker run` that it needs. */
  readonly rights: readonly string[];
  /** Ends with another status than 0 where it fails, with the reason as its last line of standard error. */
  readonly command: readonly string[];
}

interface Tried {
  /** The features that the engine's kernel lacks. */
  readonly lacking: readonly KernelFeature[];
  /** Why the trial failed; null when it went well, or there was none. */
  readonly failure: string | null;
}

/** Those of the features that the engine's kernel lacks, found by trying each in a network namespace of its own. */
export const lackingFeatures = async (
  engine: Engine,
  features: readonly KernelFeature[],
  installation: Pick<Installation, "images">,
): Promise<readonly KernelFeature[]> => (await tryMachine(engine, features, installation)).lacking;

/** The same, and whether a trial succeeds. */
export async function tryMachine(
  engine: Engine,
  features: readonly KernelFeature[],
  { images }: Pick<Installation, "images">,
  trial?: Trial,
): Promise<Tried> {
  const tried = [...new Set(features)];
  const plain = tried.filter((feature) => !("device" in kernelFeatures[feature]));
  const withDevice = tried.flatMap((feature) => {
    const found = kernelFeatures[feature];
    return "device" in found ? { feature, device: found.device } : [];
  });
  const [first, ...others] = await Promise.all([
    plain.length === 0 && !trial
      ? undefined
      : engine.start(tryIn(images.host, plain, trial?.rights, trial?.command)),
    ...withDevice.map(async ({ feature, device }) => {
      // An engine refuses a device file that its machine does not have.
      const output = await engine.start(tryIn(images.host, [feature], ["--device", device]));
      return output.exitCode === 0 ? output.stdout : feature;
    }),
  ]);
  const ended = first?.exitCode === 0 || !first;
  if (!ended && !trial) throw new EngineError(`the engine's machine cannot be tried: ${first.stderr.trim()}`);
  const lacking = [first?.stdout ?? "", ...others].join("\n").split("\n");
  return {
    lacking: tried.filter((feature) => lacking.includes(feature)),
    failure: ended
      ? null
      : first.stderr.trim().split("\n").at(-1) || `it ended with status ${first.exitCode}`,
  };
}

const loadIt =
  'Load the module on the engine\'s machine, or give the machines that need it a kernel of their own: hosts of kind vm have one, e.g. "npx underlay deploy LAB --host-kind vm".';

/** The text about a feature that is lacking, for whatever needs it. */
export function lackingMessage(feature: KernelFeature, needed: string): string {
  const { option, proof, fix = loadIt }: KernelProof = kernelFeatures[feature];
  return `The engine's kernel lacks ${feature} (${option}), which ${needed} needs; "${proof.join(" ")}" fails. ${fix}`;
}

/** Prints the name of each feature whose proof fails, and then becomes another command. */
function tryIn(
  image: string,
  features: readonly KernelFeature[],
  rights: readonly string[] = [],
  then: readonly string[] = ["true"],
): string[] {
  const script = features
    .map(
      (feature) =>
        `${kernelFeatures[feature].proof.join(" ")} 2>/dev/null || echo ${feature}
ip link delete try 2>/dev/null; tc qdisc delete dev lo root 2>/dev/null`,
    )
    .join("\n");
  return Engine.once(image, ["-c", `${script}\nexec "$@"`, "sh", ...then], {
    add: ["NET_ADMIN"],
    flags: [...rights, "--entrypoint", "sh"],
  });
}
