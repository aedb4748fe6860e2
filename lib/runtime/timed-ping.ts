import type { ProcessPromise } from "zx";
import type { WorkloadRef } from "../model/lab-spec.ts";
import { endable, endCommand } from "../probes/endable.ts";
import { type Echo, pingInterval, readTimedPing, timedPingCommand } from "../probes/timed-ping.ts";
import { EngineError, explain } from "./engine.ts";
import { inEnd, type ProbeContext } from "./probes/context.ts";
import { waitFor } from "./wait-for.ts";

/** A ping inside a workload that runs while something else is done, and can be read meanwhile. */
export class TimedPing {
  /** The command line that started it. */
  readonly command: readonly string[];
  readonly #context: ProbeContext;
  readonly #from: WorkloadRef;
  readonly #pidFile: string;
  readonly #running: ProcessPromise;
  #text = "";
  #ended = false;

  private constructor(
    context: ProbeContext,
    name: string,
    from: WorkloadRef,
    target: string,
    seconds: number,
  ) {
    this.#context = context;
    this.#from = from;
    this.#pidFile = `/tmp/${name}.pid`;
    // It ends by itself, whatever becomes of us.
    const count = Math.ceil(seconds / pingInterval);
    const args = inEnd(context, from, endable(this.#pidFile, timedPingCommand(count, target)));
    this.command = ["docker", ...args];
    this.#running = context.engine.start(args, { limit: 2 * seconds + 10 });
    this.#running.stdout?.on("data", (chunk: Buffer) => {
      this.#text += String(chunk);
    });
    void this.#running.then(() => {
      this.#ended = true;
    });
  }

  /** Starts to ping for so many seconds at most, and returns when `lead` seconds of it are over. */
  static async start(
    context: ProbeContext,
    name: string,
    ends: { readonly from: WorkloadRef; readonly target: string },
    { seconds, lead }: { readonly seconds: number; readonly lead: number },
  ): Promise<TimedPing> {
    const ping = new TimedPing(context, name, ends.from, ends.target, seconds);
    const sends = await waitFor(lead + 10, async () => {
      if (ping.echoes().length >= lead / pingInterval) return true;
      if (ping.#ended) throw new EngineError(explain(ping.command.slice(1), await ping.#running));
      return undefined;
    });
    if (sends) return ping;
    await ping.stop();
    throw new EngineError(
      `ping in ${ends.from.name} did not send within ${lead + 10} s: ${ping.#text.trim()}`,
    );
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The echo requests so far. */
  echoes(): Echo[] {
    // The last line may be there in part.
    return readTimedPing(this.#text.slice(0, this.#text.lastIndexOf("\n") + 1));
  }

  /** Ends it in order; returns all that it printed. */
  async stop(): Promise<string> {
    if (!this.#ended)
      await this.#context.engine.start(inEnd(this.#context, this.#from, endCommand(this.#pidFile)), {
        limit: 10,
      });
    const { stdout, stderr } = await this.#running;
    return stdout + stderr;
  }
}
