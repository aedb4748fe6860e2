import type { Installation } from "../../model/installation.ts";
import { type KernelFeature, type KernelProof, kernelFeatures } from "../../model/requirements.ts";
import { Engine } from "./engine.ts";

/** Those of the features that the engine's kernel lacks, found by trying each in a network namespace of its own. */
export async function lackingFeatures(
  engine: Engine,
  features: readonly KernelFeature[],
  { images }: Pick<Installation, "images">,
): Promise<KernelFeature[]> {
  const tried = [...new Set(features)];
  const plain = tried.filter((feature) => !("device" in kernelFeatures[feature]));
  const withDevice = tried.flatMap((feature) => {
    const found = kernelFeatures[feature];
    return "device" in found ? { feature, device: found.device } : [];
  });
  const answers = await Promise.all([
    plain.length === 0 ? "" : engine.run(tryIn(images.host, plain)),
    ...withDevice.map(async ({ feature, device }) => {
      // An engine refuses a device file that its machine does not have.
      const output = await engine.start(tryIn(images.host, [feature], ["--device", device]));
      return output.exitCode === 0 ? output.stdout : feature;
    }),
  ]);
  const lacking = answers.join("\n").split("\n");
  return tried.filter((feature) => lacking.includes(feature));
}

const loadIt =
  'Load the module on the engine\'s machine, or give the machines that need it a kernel of their own: hosts of kind vm have one, e.g. "npx underlay deploy LAB --host-kind vm".';

/** The text about a feature that is lacking, for whatever needs it. */
export function lackingMessage(feature: KernelFeature, needed: string): string {
  const { option, proof, fix = loadIt }: KernelProof = kernelFeatures[feature];
  return `The engine's kernel lacks ${feature} (${option}), which ${needed} needs; "${proof.join(" ")}" fails. ${fix}`;
}

/** Prints the name of each feature whose proof fails. */
function tryIn(image: string, features: readonly KernelFeature[], devices: readonly string[] = []): string[] {
  const script = features
    .map(
      (feature) =>
        `${kernelFeatures[feature].proof.join(" ")} 2>/dev/null || echo ${feature}
ip link delete try 2>/dev/null; tc qdisc delete dev lo root 2>/dev/null`,
    )
    .join("\n");
  return Engine.once(image, ["-c", `${script}\nexit 0`], {
    add: ["NET_ADMIN"],
    flags: [...devices, "--entrypoint", "sh"],
  });
}
