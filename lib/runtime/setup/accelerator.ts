import type { Installation } from "../../model/installation.ts";
import { Engine } from "../engine/engine.ts";
import { docker } from "./command.ts";
import { type Part, type SetupContext, versionOf } from "./part.ts";
import { readMemory, writeState } from "./record.ts";

type Accelerator = Installation["accelerator"];

const file = "accelerator.json";

/** A trial's answer, for the engine and the kernel that it was made with. */
interface Trial {
  readonly engineHost: string;
  readonly image: string;
  readonly accelerator: Accelerator;
}

/**
 * What executes VM hosts: KVM where it boots their kernel, which takes a trial to know, else QEMU's translator, which
 * runs everywhere. The answer is remembered: a machine without KVM should not be tried at every set-up.
 */
export const accelerator: Part = {
  name: "accelerator",
  needs: ["engine", "vm-base-image"],
  check: async (context) => {
    const trial = readMemory<Trial>(file);
    const { engineHost, image } = circumstances(context);
    if (trial?.engineHost !== engineHost || trial.image !== image) return undefined;
    return { state: "found", version: trial.accelerator };
  },
  make: async (context) => {
    const circumstance = circumstances(context);
    // An engine refuses a device file that its machine does not have.
    const trial = Engine.once(circumstance.image, ["/usr/lib/underlay/try-accelerator", "kvm"], {
      flags: ["--device", "/dev/kvm"],
    });
    const accelerator = await docker(context, "accelerator", trial).then(
      () => "kvm" as const,
      () => "tcg" as const,
    );
    writeState(file, { ...circumstance, accelerator });
    return { state: "found", version: accelerator };
  },
};

/** The part's version, as the record has it. */
export const acceleratorRecord = (version: string): Accelerator => (version === "kvm" ? "kvm" : "tcg");

const circumstances = (context: SetupContext): Omit<Trial, "accelerator"> => ({
  engineHost: context.engineHost,
  image: versionOf(context, "vm-base-image"),
});
