import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { plural } from "../../figures/format.ts";
import type { Problem } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { type Outer, outerOf } from "../../model/outer.ts";
import type { Trial } from "../engine/kernel-features.ts";
import { writeWhole } from "../files.ts";
import { stateDir } from "../project.ts";

/** Makes the user namespace of the lab's first host that has one, without starting a host in it. */
export async function namespaceTrial(lab: LabSpec, installation: Installation): Promise<Trial | undefined> {
  const [first] = namespaced(lab);
  return first && trialOf(first.firstId ?? 0, installation);
}

/** The same for a host whose root has this ID. */
export async function trialOf(firstId: number, installation: Installation): Promise<Trial> {
  const profile = join(stateDir, "outer.json");
  const outer = outerOf(installation, firstId);
  await writeWhole(profile, (file) => writeFile(file, outer.seccomp));
  return {
    rights: [
      ...["--cgroupns", "private", "--tmpfs", "/run"],
      ...outer.capabilities.flatMap((capability) => ["--cap-add", capability]),
      ...["--security-opt", `seccomp=${profile}`, "--security-opt", "apparmor=unconfined"],
      ...outer.volumes.flatMap((volume) => ["--volume", volumeText(volume)]),
    ],
    command: [...outer.entrypoint, "--try"],
  };
}

const namespaced = (lab: LabSpec) => machinesOf(lab).filter(({ firstId }) => firstId !== null);

const volumeText = ({ volumeName, containerPath, readOnly }: Outer["volumes"][number]): string =>
  `${volumeName === undefined ? "" : `${volumeName}:`}${containerPath}${readOnly ? ":ro" : ""}`;

/** Why the engine's machine cannot carry a lab's user namespaces: what the trial said, and what mends it. */
export function namespaceProblem(lab: LabSpec, said: string): Problem {
  const [first, ...others] = namespaced(lab);
  const who =
    others.length === 0 ? first?.name : `${first?.name} and ${plural(others.length, "more machine")}`;
  const message = `The engine's machine cannot give ${who} a user namespace (${said}). ${namespaceRemedy(said)}`;
  return { path: lab.name, message };
}

/** What mends a failure, by the step of the outer that failed (toolchain/outer). */
export function namespaceRemedy(said: string): string {
  const found = causes.find(([pattern]) => pattern.test(said));
  const without =
    'deploy with --no-user-namespace, which makes root in hosts the machine\'s own (docs/security.md), or with "--host-kind vm"';
  return found
    ? `${found[1]}; or ${without}.`
    : `It takes Linux 5.19 and an engine that hides nothing of it. Else ${without}.`;
}

const causes: readonly (readonly [RegExp, string])[] = [
  [
    /clone the mount of \/rootfs\/tree/,
    'The volume with the hosts\' files is gone: run "npx underlay setup"',
  ],
  [
    /make the host's namespaces: No space left/,
    "Raise user.max_user_namespaces (and those of mounts, processes and networks) on the engine's machine",
  ],
  [
    /idmapped mount|\(overlay\)/,
    "Idmapped mounts below an overlay take Linux 5.19 and a file system under Docker's volumes that has them (ext4, xfs, btrfs)",
  ],
  [
    /: (Permission denied|Operation not permitted)$/,
    "Let programs make user namespaces on the engine's machine: sysctl user.max_user_namespaces, on Debian kernel.unprivileged_userns_clone=1, on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0",
  ],
];
