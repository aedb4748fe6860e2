import { writeFile } from "node:fs/promises";
import type { ProcessPromise } from "zx";
import type { WorkloadRef } from "../model/lab-spec.ts";
import { endable, endCommand } from "../probes/endable.ts";
import {
  type CapturePlan,
  captureLimit,
  listensWithin,
  notListening,
  type RunningCapture,
  tcpdumpCommand,
} from "./capture.ts";
import { inEnd, type ProbeContext } from "./probes/context.ts";
import { waitFor } from "./wait-for.ts";

/** Captures inside a workload or a host, with its own tcpdump: on devices that nobody outside can see. */
export class InnerCapture implements RunningCapture {
  readonly command: readonly string[];
  readonly #file: string;
  readonly #inside: (command: readonly string[]) => string[];
  readonly #context: ProbeContext;
  readonly #running: ProcessPromise;
  #ended = false;

  private constructor(name: string, end: WorkloadRef, plan: CapturePlan, context: ProbeContext) {
    this.#context = context;
    this.#file = `/tmp/${name}.pcap`;
    this.#inside = (command) => inEnd(context, end, command);
    const limited = ["timeout", String(captureLimit), ...tcpdumpCommand(plan, this.#file)];
    const args = this.#inside(endable(`${this.#file}.pid`, limited));
    this.command = ["docker", ...args];
    this.#running = context.engine.start(args, { limit: captureLimit + 10 });
    void this.#running.then(() => {
      this.#ended = true;
    });
  }

  /** Starts tcpdump there and returns once it listens: then its file has a header. */
  static async start(
    context: ProbeContext,
    name: string,
    end: WorkloadRef,
    plan: CapturePlan,
  ): Promise<InnerCapture> {
    const capture = new InnerCapture(name, end, plan, context);
    try {
      await capture.#untilListening(end);
    } catch (error) {
      await capture.remove();
      throw error;
    }
    return capture;
  }

  async #untilListening(end: WorkloadRef): Promise<void> {
    const listens = await waitFor(listensWithin, async () => {
      if (await this.#succeeds(["test", "-s", this.#file])) return true;
      return this.#ended ? false : undefined;
    });
    if (!listens) throw notListening(`tcpdump in ${end.name}`, await this.stop());
  }

  async stop(): Promise<string> {
    await this.#succeeds(endCommand(`${this.#file}.pid`));
    const { stdout, stderr } = await this.#running;
    return stdout + stderr;
  }

  async copyOut(file: string): Promise<void> {
    // As text, because what a process prints is read as text on its way here.
    const encoded = await this.#context.engine.run(this.#inside(["base64", this.#file]), { limit: 20 });
    await writeFile(file, Buffer.from(encoded, "base64"));
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.#succeeds(["rm", "-f", this.#file]);
  }

  async #succeeds(command: readonly string[]): Promise<boolean> {
    return (await this.#context.engine.start(this.#inside(command), { limit: 10 })).exitCode === 0;
  }
}
