import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { ask, hijack } from "./connection.ts";
import { Engine, EngineError } from "./engine.ts";

/** Columns and rows of characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A command that runs in a terminal of its own, in a machine or workload. */
export interface EngineTerminal {
  /** What it prints, and what is typed: bytes. It ends with the command; destroying it ends nothing but the connection. */
  readonly stream: Duplex;
  /** Tells the command, as a window does (SIGWINCH). */
  resize(size: TerminalSize): Promise<void>;
  /** Its status, once it has ended; null where the engine does not tell. */
  exitCode(): Promise<number | null>;
}

/**
 * Starts a command in a host, router or workload, in a terminal of that size. By the engine's exec API and not by the docker command: that would take a
 * process of 30 MB and a terminal on this machine for each.
 */
export async function openTerminal(
  engine: Engine,
  container: string,
  command: readonly string[],
  workload: string | undefined,
  size: TerminalSize,
): Promise<EngineTerminal> {
  const made = await ask(engine, "POST", `/containers/${encodeURIComponent(container)}/exec`, {
    ...{ AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true },
    Cmd: Engine.within(command, workload, "terminal"),
  });
  const id = Object(made).Id;
  if (typeof id !== "string" || !/^[0-9a-f]+$/.test(id))
    throw new EngineError("the engine's API has made an exec without an ID");
  const stream = await hijack(engine, `/exec/${id}/start`, { Detach: false, Tty: true });
  const terminal: EngineTerminal = {
    stream,
    resize: ({ columns, rows }) => resized(engine, `/exec/${id}/resize?h=${rows}&w=${columns}`, stream),
    exitCode: async () => {
      const { ExitCode } = Object(await ask(engine, "GET", `/exec/${id}/json`).catch(() => null));
      return typeof ExitCode === "number" ? ExitCode : null;
    },
  };
  await terminal.resize(size);
  return terminal;
}

/** An exec takes no size until its process runs, and has none any more once it has ended; neither is a fault. */
async function resized(engine: Engine, path: string, stream: Duplex): Promise<void> {
  for (let tries = 20; tries > 0 && !stream.destroyed; tries -= 1) {
    const done = await ask(engine, "POST", path).then(
      () => true,
      () => false,
    );
    if (done) return;
    await Promise.race([delay(50), once(stream, "close").catch(() => undefined)]);
  }
}
