import type { Bench, Place } from "./bench.ts";

/**
 * Looks for a listening socket (state 0A, proc(5)) rather than connecting: a connection may be all that its server waits for.
 */
const untilListening = (port: number): string[] => [
  ...["timeout", "5", "sh", "-c"],
  `until grep -q ':${port.toString(16).toUpperCase()} [0-9A-F:]* 0A' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done`,
];

/** Rejects when the server does not listen in time. */
export async function waitForListener(at: Place, server: string, port: number, bench: Bench): Promise<void> {
  const listening = await bench.exec(at, untilListening(port), { limit: 10 });
  if (listening.exitCode !== 0) throw new Error(`the ${server} server never listened: ${listening.ending}`);
}
