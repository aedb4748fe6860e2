import { statfs } from "node:fs/promises";
import { Engine } from "../engine.ts";
import { type SetupContext, SetupError } from "./part.ts";

/** All images and what their builds need beside them, measured at 2.1 GB, and some air. */
const needed = 3e9;

/** Refuses to begin a build that the engine's disk cannot hold. An engine on another machine is taken at its word. */
export async function requireSpace(context: SetupContext): Promise<void> {
  if (!context.engineHost.startsWith("unix://")) return;
  const root = await new Engine(context).start(["info", "--format", "{{.DockerRootDir}}"]);
  const disk = await statfs(root.stdout.trim()).catch(() => undefined);
  if (!disk) return;
  const free = disk.bavail * disk.bsize;
  if (free < needed) throw tooLittleSpace(root.stdout.trim(), free);
}

export const tooLittleSpace = (folder: string, free: number): SetupError =>
  new SetupError(
    `The engine's folder ${folder} has ${(free / 1e9).toFixed(1)} GB free; the images and their builds need ${needed / 1e9} GB`,
    "Free space there (docker system df shows what the engine holds), then run set-up again.",
  );
