import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { $, type ProcessOutput, type ProcessPromise } from "zx/core";
import { count } from "../../figures/format.ts";
import { type Installation, ownerLabels, type Project } from "../../model/installation.ts";
import { signalGroup } from "../signal-group.ts";
import { engineEnvironment, shortLived } from "../tool-environment.ts";

/** The engine did not do what was asked: says which command, with what status, and the end of what it printed. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** Seconds that a command may take unless it is given more. */
const patience = 60;

export interface RunOptions {
  /** Given to the command's standard input. */
  readonly input?: Buffer | string;
  /** The command is ended after so many seconds. @default 60 */
  readonly limit?: number;
  /**
   * The command is ended after so many bytes on its standard output or error.
   * @default 8 MiB of what runs in a machine; as many as there are of anything else
   */
  readonly most?: number | undefined;
  readonly signal?: AbortSignal;
}

/** What a container of ours may do besides running its program. */
export interface Rights {
  /** @default "none" */
  readonly network?: string;
  /** Capabilities. @default none */
  readonly add?: readonly string[];
  /** Further arguments of docker, e.g. a device's. @default none */
  readonly flags?: readonly string[];
}

/**
 * Bytes that a command in a machine may print unless it is known to print more: zx keeps them all, and whoever has a host can make its programs
 * print for ever. The state of a host is the largest of what is asked everywhere: with a hundred thousand routes it has 7 MB.
 */
const mostOfMachine = 8 * 2 ** 20;

/** Whether what docker prints then is what a machine said. */
const isOfMachine = ([verb = ""]: readonly string[]): boolean => verb === "exec" || verb === "logs";

/** The one way to the engine: the docker command with argument arrays, never a shell string. Terminals alone ask its API (terminal.ts). */
export class Engine {
  /** The environment in which the docker command reaches this engine. */
  readonly environment: NodeJS.ProcessEnv;

  readonly #project: Project | undefined;

  constructor({ engineHost, project }: Pick<Installation, "engineHost"> & Partial<Installation>) {
    this.#project = project;
    this.environment = { ...engineEnvironment(engineHost), ...shortLived };
  }

  /** A container's name that no other project on the engine has. */
  nameOf(name: string): string {
    return this.#project ? `${name}-${this.#project.id}` : name;
  }

  /** Containers that a command makes say whose they are. */
  #owned([verb = "", ...args]: readonly string[]): string[] {
    if (!this.#project || (verb !== "run" && verb !== "create")) return [verb, ...args];
    const owner = Object.entries(ownerLabels(this.#project));
    return [verb, ...owner.flatMap(([label, value]) => ["--label", `${label}=${value}`]), ...args];
  }

  /** Runs `docker ARGS…`; the output says how it ended. */
  start(args: readonly string[], options: RunOptions = {}): ProcessPromise {
    const { input, limit = patience, most = isOfMachine(args) ? mostOfMachine : undefined, signal } = options;
    const beyond = new AbortController();
    const running = $({
      env: this.environment,
      quiet: true,
      nothrow: true,
      // zx reads whole seconds only, and ends the command at once for what it cannot read.
      timeout: `${Math.ceil(limit)}s`,
      ...(input === undefined ? {} : { input }),
      signal: signal ? AbortSignal.any([signal, beyond.signal]) : beyond.signal,
      // A group of its own, which can be ended at once.
      ...(most === undefined ? {} : { detached: true }),
    })`docker ${this.#owned(args)}`;
    // A command that ends before it has read its input gives its own reason, so EPIPE is ignored.
    if (input !== undefined) running.stdin.on("error", () => undefined);
    if (most !== undefined) endBeyond(most, running, beyond);
    return running;
  }

  /**
   * Starts `docker ARGS…` with nothing but pipes, for what goes on for long and is not kept. A terminal's Ctrl-C does not reach it: who
   * started it ends its standard input.
   */
  attach(args: readonly string[]): ChildProcessWithoutNullStreams {
    const running = spawn("docker", this.#owned(args), { env: this.environment, detached: true });
    // As with `start`: it says by itself why it reads no further.
    running.stdin.on("error", () => undefined);
    return running;
  }

  /** Runs `docker ARGS…` and returns its standard output; throws an EngineError when it fails. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const output = await this.start(args, options);
    if (statusOf(output) !== 0)
      throw new EngineError(explain(args, output) + standstill(args, output, options.limit));
    return output.stdout;
  }

  /**
   * Arguments that run one command in a container of its own, which is gone afterwards: without a network or any capability
   * that is not named.
   */
  static once(image: string, command: readonly string[], rights: Rights = {}): string[] {
    return ["run", "--rm", ...Engine.confined(rights), image, ...command];
  }

  /** Arguments that give a container these rights and no other. */
  static confined({ network = "none", add = [], flags = [] }: Rights): string[] {
    const capabilities = add.flatMap((capability) => ["--cap-add", capability]);
    return ["--network", network, "--cap-drop", "ALL", ...capabilities, ...flags];
  }

  /**
   * Arguments that run a program of the host contract (docs/architecture.md), by which alone anybody reaches into a machine: what its container
   * holds else is not the machine's own.
   */
  static program(container: string, program: readonly string[], stdin: Stdin = "none"): string[] {
    const streams = { none: [], pipe: ["--interactive"], terminal: ["--interactive", "--tty"] }[stdin];
    return ["exec", ...streams, container, ...program];
  }

  /** Arguments that run a command in a host, whatever its kind, or in one of its workloads. */
  static inside(
    container: string,
    command: readonly string[],
    workload?: string,
    stdin: Stdin = "none",
  ): string[] {
    return Engine.program(container, Engine.within(command, workload, stdin), stdin);
  }

  /** The program of the host contract that runs a command in a host or in one of its workloads. */
  static within(command: readonly string[], workload?: string, stdin: Stdin = "none"): string[] {
    const terminal = stdin === "terminal" ? ["--terminal"] : [];
    return ["underlay-exec", ...terminal, ...(workload ? ["--workload", workload] : []), ...command];
  }
}

/** Ends a command that prints more, for that reason. */
function endBeyond(most: number, running: ProcessPromise, beyond: AbortController): void {
  for (const stream of [running.stdout, running.stderr]) {
    let bytes = 0;
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= most || beyond.signal.aborted) return;
      beyond.abort(new EngineError(`it printed more than ${count(most)} bytes`));
      // At once: what is only asked to end may print on.
      signalGroup(running.pid, "SIGKILL");
    });
  }
}

/** What the engine answers by itself: it waits for no machine's program and moves no data. */
const itsOwn = ["inspect", "network", "ps", "rm", "volume"];

/** What to do where the engine has left such a command without an answer: Docker 20.10's networks can wait for each other for ever. */
function standstill([verb = ""]: readonly string[], output: ProcessOutput, limit = patience): string {
  const wasInTime = output.exitCode !== null || output.duration < limit * 1000;
  if (wasInTime || !itsOwn.includes(verb)) return "";
  return `: the engine has not answered for ${limit} s. Try "docker network ls" by hand: if it does not answer that either, it stands still, and has to be started anew (docs/troubleshooting.md); then run this again.`;
}

/** What a command inside a host gets as its standard input. */
export type Stdin = "none" | "pipe" | "terminal";

/** That a command was ended because it printed too much; undefined for any other end. */
export function tooMuch({ cause }: ProcessOutput): EngineError | undefined {
  return cause?.cause instanceof EngineError ? cause.cause : undefined;
}

/** Null for a command that was ended: one that ended by itself in the moment in which it had printed too much has not said all. */
export const statusOf = (output: ProcessOutput): number | null => (tooMuch(output) ? null : output.exitCode);

/** The last lines of what a command printed, for a reason: how long a line is, is up to who prints it. */
export const lastLines = (text: string): string => text.trim().split("\n").slice(-5).join("\n").slice(-2000);

/** `docker exec … failed with status 1: last lines`. */
export function explain(args: readonly string[], output: ProcessOutput): string {
  const { exitCode, stderr, stdout } = output;
  const beyond = tooMuch(output);
  if (beyond) return `docker ${args.join(" ")} was ended: ${beyond.message}`;
  const end = lastLines(stderr) || lastLines(stdout);
  const status = exitCode === null ? "was ended" : `ended with status ${exitCode}`;
  return `docker ${args.join(" ")} ${status}${end === "" ? "" : `: ${end}`}`;
}
