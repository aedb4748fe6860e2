import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { $ } from "zx/core";
import { messageOf } from "../../model/errors.ts";
import { stateDir } from "../project.ts";
import { engineEnvironment } from "../tool-environment.ts";
import { type SetupContext, SetupError } from "./part.ts";

export interface CommandOptions {
  readonly cwd?: string;
  /** All of its environment. @default this process's own */
  readonly env?: NodeJS.ProcessEnv;
}

/** The newest line that the command of each part printed, for the progress display. */
export const lastLine = new Map<string, string>();

/**
 * Runs one step of a part. Everything that it prints goes to `.underlay/log/PART.log`; when it fails, the end of
 * that is shown. Returns what it wrote to standard output.
 */
export async function command(
  part: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const folder = join(stateDir, "log");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${part}.log`);
  const log = createWriteStream(file, { flags: "a" });
  // The step goes on where its log cannot be written, e.g. on a full disk: what it prints at its end says more.
  const unwritten = finished(log).then(() => undefined, messageOf);
  log.write(`$ ${args.join(" ")}\n`);
  const running = $({
    env: options.env ?? process.env,
    quiet: true,
    nothrow: true,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  })`${args}`;
  const keep = (chunk: Buffer) => {
    log.write(chunk);
    const line = chunk.toString().trim().split("\n").at(-1)?.trim();
    if (line) lastLine.set(part, line);
  };
  running.stdout.on("data", keep);
  running.stderr.on("data", keep);
  const output = await running;
  log.end();
  if (output.exitCode === 0) return output.stdout;
  const lacks = await unwritten;
  const rest =
    lacks === undefined ? `See ${file} for all of it` : `${file} does not have all of it (${lacks})`;
  throw failure(part, args, output.stdout + output.stderr, rest);
}

/**
 * Runs docker against the engine that set-up found, as a step of a part. Builds are the engine's own: a builder
 * beside it would not know the local base images.
 */
export function docker(
  { engineHost }: Pick<SetupContext, "engineHost">,
  part: string,
  args: readonly string[],
): Promise<string> {
  return command(part, ["docker", ...args], {
    env: { ...engineEnvironment(engineHost), DOCKER_BUILDKIT: "0" },
  });
}

/** `rest` says where all is that was printed. */
function failure(part: string, args: readonly string[], output: string, rest: string): SetupError {
  const end = output.trim().split("\n").slice(-12).join("\n");
  const problem = `${part}: "${args.slice(0, 4).join(" ")} …" failed:\n${end}`;
  if (/no space left on device/i.test(output + rest))
    return new SetupError(
      problem,
      "Free about 6 GB on the disk of the engine and of this folder, then run set-up again.",
    );
  if (
    /registry.*(dial tcp|no such host|timeout|refused|unauthorized)|pull access denied|manifest unknown/i.test(
      output,
    )
  )
    return new SetupError(
      problem,
      "The registry of images does not answer as it once did: npx underlay setup --refresh asks it again.",
    );
  return new SetupError(
    problem,
    `${rest}; when the cause is mended, run set-up again: it goes on from here.`,
  );
}
