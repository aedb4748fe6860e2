import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MachineSpec } from "../../model/lab-spec.ts";
import { joiningProfile } from "../../model/seccomp/profile.ts";
import type { CommandLine } from "../../probes/bench.ts";
import { Engine } from "../engine/engine.ts";
import { writeWhole } from "../files.ts";
import { stateDir } from "../project.ts";

/** What a container needs to run tcpdump in a machine's network namespace: docker's arguments, and the way in. */
export interface Beside {
  readonly flags: readonly string[];
  /** The command line that runs tcpdump there; its standard output goes to `file`, if one is named. */
  entering(tcpdump: CommandLine, file?: string): CommandLine;
}

/** NET_RAW captures; tcpdump sets its own user, even to the one it has. */
export const captureRights = ["NET_RAW", "SETUID", "SETGID"];

/**
 * A machine's user namespace belongs to the user whose ID its root has, who so may enter it without any right outside. By Docker's profiles
 * nobody may. The container becomes that user by itself: an engine is told of no user above 2147483647, and half of the IDs are.
 */
export async function beside({ container, firstId }: MachineSpec): Promise<Beside> {
  if (firstId === null)
    return {
      flags: Engine.confined({ network: `container:${container}`, add: captureRights }),
      entering: (tcpdump) => tcpdump,
    };
  const profile = join(stateDir, "joining.json");
  await writeWhole(profile, (file) => writeFile(file, joiningProfile()));
  const flags = [
    ...["--pid", `container:${container}`],
    ...["--security-opt", `seccomp=${profile}`, "--security-opt", "apparmor=unconfined"],
  ];
  const become = ["setpriv", `--reuid=${firstId}`, `--regid=${firstId}`, "--clear-groups"];
  return {
    flags: Engine.confined({ add: ["SETUID", "SETGID"], flags }),
    entering: (tcpdump, file) => [
      ...become,
      ...["sh", "-c", file ? `${enter} >${file}` : enter, "sh", ...tcpdump],
    ],
  };
}

/** Runs a command in the machine's network namespace: that of the process which is number 1 one namespace of processes further in. */
const enter = `inner=$(sed -n 's/^NSpid:\\t\\([0-9]*\\)\\t1$/\\1/p' /proc/[0-9]*/status)
exec nsenter --target "$inner" --user --net "$@"`;
