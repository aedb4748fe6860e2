import { writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { ProcessPromise } from "zx";
import type { WorkloadRef } from "../model/lab-spec.ts";
import { type CapturePlan, captureLimit, type RunningCapture, tcpdumpCommand } from "./capture.ts";
import { EngineError } from "./engine.ts";
import { inEnd, type ProbeContext } from "./probes/context.ts";

/** Captures inside a workload, with its own tcpdump: what it sends and receives, before anything is added. */
export class WorkloadCapture implements RunningCapture {
  readonly command: readonly string[];
  readonly #file: string;
  readonly #inside: (command: readonly string[]) => string[];
  readonly #context: ProbeContext;
  readonly #running: ProcessPromise;

  private constructor(name: string, workload: WorkloadRef, plan: CapturePlan, context: ProbeContext) {
    this.#context = context;
    this.#file = `/tmp/${name}.pcap`;
    this.#inside = (command) => inEnd(context, workload, command);
    const args = this.#inside(["timeout", String(captureLimit), ...tcpdumpCommand(plan, this.#file)]);
    this.command = ["docker", ...args];
    this.#running = context.engine.start(args, { limit: captureLimit + 10 });
  }

  /** Starts tcpdump in a workload and returns once it listens: then its file has a header. */
  static async start(
    context: ProbeContext,
    name: string,
    workload: WorkloadRef,
    plan: CapturePlan,
  ): Promise<WorkloadCapture> {
    const capture = new WorkloadCapture(name, workload, plan, context);
    const deadline = Date.now() + 10_000;
    while (!(await capture.#succeeds(["test", "-s", capture.#file]))) {
      if (Date.now() > deadline) {
        await capture.remove();
        throw new EngineError(
          `tcpdump in ${workload.name} did not begin to listen: ${(await capture.#running).stderr}`,
        );
      }
      await delay(100);
    }
    return capture;
  }

  async stop(): Promise<string> {
    // The file's name tells this tcpdump from any other in the workload.
    await this.#succeeds(["pkill", "-INT", "-f", `tcpdump.*${this.#file}`]);
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
