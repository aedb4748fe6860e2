import type { Bench } from "./bench.ts";
import type { Ends } from "./ends.ts";
import { pingCommand, readPing } from "./ping.ts";
import { addressOf } from "./places.ts";
import { tcpTest } from "./tcp-load.ts";

/** What is sent for a capture to see. */
interface Traffic {
  readonly commands: string[][];
  /** Why there was less of it than a capture needs; null when there was enough. */
  readonly failure: string | null;
}

/** Echo requests, then (unless the probe is to send little) a second of TCP: small packets and full ones, both ways. */
export async function makeTraffic(
  { from, to, stream }: Ends & { readonly stream: boolean },
  bench: Bench,
): Promise<Traffic> {
  const pings = pingCommand({ count: 5, interval: 0.1 }, addressOf(bench.lab, to));
  const pinged = await bench.exec(from, pings, { limit: 20, signal: bench.signal });
  const commands = [bench.line(from, pings)];
  // One answer is enough: what an impaired segment loses is not this probe's subject.
  const unanswered = (readPing(pinged.stdout).received ?? 0) > 0 ? null : pinged.ending;
  if (!stream) return { commands, failure: unanswered };
  const load = await tcpTest({ name: "traffic", from, to, seconds: 1, omit: 0 }, 1, 1, bench);
  return {
    commands: [...commands, load.command.client],
    failure: unanswered ?? (load.status === "failed" ? load.reason : null),
  };
}
