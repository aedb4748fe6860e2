import { writeFile } from "node:fs/promises";
import type { Capture, CapturePlan, CommandLine, Place, Running } from "../../probes/bench.ts";
import { waitFor } from "../wait-for.ts";
import { argsAt, type BenchContext, keepFile } from "./context.ts";
import { start } from "./running.ts";
import { captureLimit, listensWithin, notListening, tcpdumpCommand } from "./tcpdump-command.ts";

/** Bytes of a capture as text, at most: 100,000 packets, of which 256 bytes each are kept, have 37 MB. */
const most = 64 * 2 ** 20;

/** Captures inside a workload or a host, with its own tcpdump: on devices that nobody outside can see. */
export class InnerCapture implements Capture {
  readonly #file: string;
  readonly #context: BenchContext;
  readonly #at: Place;
  readonly #running: Running;

  private constructor(name: string, at: Place, plan: CapturePlan, context: BenchContext) {
    this.#context = context;
    this.#at = at;
    this.#file = `/tmp/${name}.pcap`;
    const command = tcpdumpCommand(plan, this.#file);
    this.#running = start(context, at, command, name, { limit: captureLimit + 10 });
  }

  /** Starts tcpdump there and returns once it listens: then its file has a header. */
  static async start(
    context: BenchContext,
    name: string,
    at: Place,
    plan: CapturePlan,
  ): Promise<InnerCapture> {
    const capture = new InnerCapture(name, at, plan, context);
    try {
      await capture.#untilListening();
    } catch (error) {
      await capture.remove();
      throw error;
    }
    return capture;
  }

  get line(): CommandLine {
    return this.#running.line;
  }

  async #untilListening(): Promise<void> {
    const listens = await waitFor(listensWithin, async () => {
      if (await this.#succeeds(["test", "-s", this.#file])) return true;
      return this.#running.ended ? false : undefined;
    });
    if (!listens) throw notListening(`tcpdump in ${this.#at.name}`, await this.stop());
  }

  async stop(): Promise<string> {
    const { stdout, stderr } = await this.#running.stop();
    return stdout + stderr;
  }

  keep(file: string): Promise<string> {
    return keepFile(this.#context, file, async (path) => {
      // As text, because what a process prints is read as text on its way here.
      const encode = this.#args(["base64", this.#file]);
      const encoded = await this.#context.engine.run(encode, { limit: 20, most });
      await writeFile(path, Buffer.from(encoded, "base64"));
    });
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.#succeeds(["rm", "-f", this.#file]);
  }

  #args(command: CommandLine): string[] {
    return argsAt(this.#context, this.#at, command);
  }

  async #succeeds(command: CommandLine): Promise<boolean> {
    return (await this.#context.engine.start(this.#args(command), { limit: 10 })).exitCode === 0;
  }
}
