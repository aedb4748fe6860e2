import type { CapturePlan } from "../../probes/bench.ts";
import { EngineError } from "../engine/engine.ts";

/** Seconds within which tcpdump listens. */
export const listensWithin = 10;

export const notListening = (what: string, said: string): EngineError =>
  new EngineError(`${what} did not begin to listen: ${said.trim() || "it said nothing"}`);

/** Seconds after which a capture that nobody stops ends by itself. */
export const captureLimit = 120;

/** Bytes kept of each packet: enough for every header that a mode adds. */
const snapLength = 256;

export const tcpdumpCommand = (
  { device, filter, packets, promiscuous }: CapturePlan,
  file: string,
): string[] => [
  ...["timeout", String(captureLimit)],
  // Without immediate mode the last second's packets are still in the kernel when tcpdump is ended, and lost.
  ...["tcpdump", "--immediate-mode", "-i", device, "-n", "-U", "-Z", "root", "-s", String(snapLength)],
  ...(promiscuous ? [] : ["-p"]),
  ...["-c", String(packets), "-w", file, filter],
];
