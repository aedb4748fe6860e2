import { goesWith } from "../../model/installation.ts";
import type { MachineSpec } from "../../model/lab-spec.ts";
import type { Capture, CapturePlan, CommandLine } from "../../probes/bench.ts";
import { waitFor } from "../wait-for.ts";
import { beside } from "./beside.ts";
import { type BenchContext, keepFile } from "./context.ts";
import { listensWithin, notListening, tcpdumpCommand } from "./tcpdump-command.ts";

/** Where the capture is written inside the sidecar. */
const captureFile = "/tmp/capture.pcap";

/**
 * A short-lived container that captures in a host's network namespace, so that a capture shows what is on
 * the wire whatever the host is made of.
 */
export class Sidecar implements Capture {
  readonly line: CommandLine;
  readonly #name: string;
  readonly #context: BenchContext;

  private constructor(name: string, line: CommandLine, context: BenchContext) {
    this.#name = name;
    this.line = line;
    this.#context = context;
  }

  /** Starts tcpdump beside a machine and returns once it listens. */
  static async start(
    context: BenchContext,
    name: string,
    machine: MachineSpec,
    plan: CapturePlan,
  ): Promise<Sidecar> {
    const { engine, lab, probeImage } = context;
    const own = engine.nameOf(name);
    const { flags, entering } = await beside(machine);
    // In a user namespace of the machine's nothing of the container can be written.
    const command =
      machine.firstId === null
        ? tcpdumpCommand(plan, captureFile)
        : entering(tcpdumpCommand(plan, "-"), captureFile);
    const args = [
      ...["run", "--detach", "--name", own, ...goesWith(lab)],
      ...[...flags, probeImage, ...command],
    ];
    const sidecar = new Sidecar(own, ["docker", ...args], context);
    await sidecar.remove();
    try {
      // The engine may have made the container although it could not start it.
      await engine.run(args);
      await sidecar.#untilListening();
    } catch (error) {
      await sidecar.remove();
      throw error;
    }
    return sidecar;
  }

  async stop(): Promise<string> {
    // A capture that has its packets has ended already; then there is nothing to interrupt.
    await this.#context.engine.start(["kill", "--signal", "INT", this.#name]);
    await this.#context.engine.run(["wait", this.#name], { limit: 20 });
    return this.#log();
  }

  keep(file: string): Promise<string> {
    return keepFile(this.#context, file, (path) =>
      this.#context.engine.run(["cp", `${this.#name}:${captureFile}`, path]),
    );
  }

  async remove(): Promise<void> {
    await this.#context.engine.start(["rm", "--force", "--volumes", this.#name]);
  }

  async #log(): Promise<string> {
    const { stdout, stderr } = await this.#context.engine.start(["logs", this.#name]);
    return stdout + stderr;
  }

  async #untilListening(): Promise<void> {
    const { engine } = this.#context;
    const listens = await waitFor(listensWithin, async () => {
      if (/listening on/.test(await this.#log())) return true;
      const running = await engine.run(["inspect", "--format", "{{.State.Running}}", this.#name]);
      return running.trim() === "true" ? undefined : false;
    });
    if (!listens) throw notListening("tcpdump", await this.#log());
  }
}
