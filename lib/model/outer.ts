import type { Installation } from "./installation.ts";
import { rootTreeOf } from "./root-tree.ts";
import { outerProfile } from "./seccomp/profile.ts";

/**
 * What the outer's rights are for; the host has none of them outside its namespaces, and all inside. Docker's profile of system calls goes by
 * them too, and so does what root of the host may call: hence SYS_CHROOT.
 */
const rights = {
  CAP_SYS_ADMIN: "makes and joins namespaces, mounts",
  CAP_NET_ADMIN: "moves interfaces",
  CAP_SETUID: "becomes, and maps, the host's users",
  CAP_SETGID: "and groups",
  CAP_CHOWN: "hands over a control group",
  CAP_DAC_OVERRIDE: "moves processes into it",
  CAP_KILL: "passes on the engine's signals",
  CAP_SYS_CHROOT: "stays allowed in the host",
};

/** Where the programs are that lead into the host, and no others (images/host/Dockerfile). */
const outside = "/usr/lib/underlay/outside";

/** The container of a machine with a user namespace of its own, of the host image: what it takes besides any other. */
export interface Outer {
  readonly entrypoint: readonly string[];
  readonly env: readonly string[];
  readonly capabilities: readonly string[];
  readonly seccomp: string;
  readonly volumes: readonly OuterVolume[];
}

interface OuterVolume {
  readonly containerPath: string;
  /** None for a volume of the container's own. */
  readonly volumeName?: string;
  readonly readOnly?: boolean;
}

/**
 * What Docker runs in the container, as the machine's root, is the outer alone (toolchain/outer): it makes the namespaces, in which all is as in
 * any other container host, and lets nobody in.
 */
export const outerOf = ({ images }: Pick<Installation, "images">, firstId: number): Outer => ({
  entrypoint: [`${outside}/init`, String(firstId)],
  // A command that Docker is told to run in the container is looked for there: the outer has no other by name.
  env: [`PATH=${outside}`],
  capabilities: Object.keys(rights),
  seccomp: outerProfile(),
  volumes: [
    { volumeName: rootTreeOf(images), containerPath: "/rootfs", readOnly: true },
    // What the host changes of these files. An overlay cannot lie on the container's own.
    { containerPath: "/state" },
  ],
});
