import { rootTreeOf } from "../../model/root-tree.ts";
import { Engine } from "../engine/engine.ts";
import { docker } from "./command.ts";
import { type Part, type SetupContext, versionOf } from "./part.ts";

const name = "host-files";

/**
 * Copies the image's files, once: whoever comes second waits for the first, and what a killed one left is made anew. Not the store of images,
 * which each host has on a volume of its own: something else is mounted there.
 */
const script = `flock /rootfs sh -euc '
  [ ! -d /rootfs/tree ] || exit 0
  rm -rf /rootfs/new
  mkdir /rootfs/new
  cp --archive --one-file-system /. /rootfs/new
  rmdir /rootfs/new/rootfs
  sync --file-system /rootfs
  mv /rootfs/new /rootfs/tree'`;

/** The files of the host image as a volume, for hosts with user namespaces of their own (model/root-tree.ts). */
export const rootTree: Part = {
  name,
  needs: ["engine", "host-image"],
  check: async (context) => {
    const volume = volumeOf(context);
    const volumes = await docker(context, name, ["volume", "ls", "--quiet", "--filter", `name=${volume}`]);
    if (!volumes.split("\n").includes(volume)) return undefined;
    const there = await inImage(context, imageOf(context), "test -d /rootfs/tree && echo there || true");
    return there.trim() === "there" ? { state: "found", version: volume } : undefined;
  },
  make: async (context) => {
    await fillRootTree(context, imageOf(context));
    return { state: "built", version: volumeOf(context) };
  },
};

const imageOf = (context: SetupContext): string => versionOf(context, "host-image");
const volumeOf = (context: SetupContext): string => rootTreeOf({ host: imageOf(context) });

type OnEngine = Pick<SetupContext, "engineHost">;

/** Fills the volume of a host image on an engine, unless that was done. */
export const fillRootTree = (context: OnEngine, image: string): Promise<string> =>
  inImage(context, image, script);

/** Docker makes the volume if need be. What copies files of all users needs these rights over them, and no other. */
const inImage = (context: OnEngine, image: string, command: string): Promise<string> =>
  docker(
    context,
    name,
    Engine.once(image, ["-c", command], {
      add: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "SETFCAP"],
      flags: [
        ...["--volume", `${rootTreeOf({ host: image })}:/rootfs`, "--tmpfs", "/var/lib/docker"],
        ...["--entrypoint", "sh"],
      ],
    }),
  );
