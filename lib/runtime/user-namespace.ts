import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../model/errors.ts";
import type { Installation } from "../model/installation.ts";
import { type LabSpec, machinesOf } from "../model/lab-spec.ts";
import { outerOf } from "../model/outer.ts";
import type { Engine } from "./engine.ts";
import { writeWhole } from "./files.ts";
import { stateDir } from "./project.ts";

/** Whether the engine's machine can carry a lab's user namespaces, found by making one as a host does, but for the host itself. */
export async function lackingUserNamespace(
  engine: Engine,
  lab: LabSpec,
  installation: Installation,
): Promise<Problem[]> {
  const [first, ...others] = machinesOf(lab).filter(({ firstId }) => firstId !== null);
  if (!first) return [];
  const profile = join(stateDir, "outer.json");
  const outer = outerOf(installation, first.firstId ?? 0);
  await writeWhole(profile, (file) => writeFile(file, outer.seccomp));
  const [program = "", ...args] = outer.entrypoint;
  const { exitCode, stderr } = await engine.start([
    ...["run", "--rm", "--network", "none", "--cgroupns", "private", "--tmpfs", "/run", "--cap-drop", "ALL"],
    ...outer.capabilities.flatMap((capability) => ["--cap-add", capability]),
    ...["--security-opt", `seccomp=${profile}`, "--security-opt", "apparmor=unconfined"],
    ...outer.volumes.flatMap((volume) => ["--volume", volumeText(volume)]),
    ...["--entrypoint", program, installation.images.host, ...args, "--try"],
  ]);
  if (exitCode === 0) return [];
  const said = stderr.trim().split("\n").at(-1) || `it ended with status ${exitCode}`;
  const who =
    others.length === 0
      ? first.name
      : `${first.name} and ${others.length} more machine${others.length === 1 ? "" : "s"}`;
  return [
    {
      path: lab.name,
      message: `The engine's machine cannot give ${who} a user namespace (${said}). ${remedy(said)}`,
    },
  ];
}

const volumeText = ({
  volumeName,
  containerPath,
  readOnly,
}: ReturnType<typeof outerOf>["volumes"][number]): string =>
  `${volumeName === undefined ? "" : `${volumeName}:`}${containerPath}${readOnly ? ":ro" : ""}`;

/** By what the outer was about to do (toolchain/outer). */
function remedy(said: string): string {
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
