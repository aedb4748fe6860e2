import { EngineError } from "./engine.ts";

/** A tcpdump that runs beside what it watches, until it is stopped or has its packets. */
export interface RunningCapture {
  /** The command line that started it. */
  readonly command: readonly string[];
  /** Ends it in order, so that every packet is in the file; returns what tcpdump said. */
  stop(): Promise<string>;
  /** Copies the capture to a file of this machine. */
  copyOut(file: string): Promise<void>;
  /** Removes what is left of it, whatever happened. */
  remove(): Promise<void>;
}

/** Seconds within which tcpdump listens. */
export const listensWithin = 10;

export const notListening = (what: string, said: string): EngineError =>
  new EngineError(`${what} did not begin to listen: ${said.trim() || "it said nothing"}`);

/** Seconds after which a capture that nobody stops ends by itself. */
export const captureLimit = 120;

/** Bytes kept of each packet: enough for every header that a mode adds. */
const snapLength = 256;

export interface CapturePlan {
  readonly device: string;
  /** pcap-filter(7). */
  readonly filter: string;
  /** The capture ends after so many packets. */
  readonly packets: number;
  /** A bridge shows frames between its ports to promiscuous listeners only. */
  readonly promiscuous: boolean;
}

export const tcpdumpCommand = (
  { device, filter, packets, promiscuous }: CapturePlan,
  file: string,
): string[] => [
  // Without immediate mode the last second's packets are still in the kernel when tcpdump is ended, and lost.
  ...["tcpdump", "--immediate-mode", "-i", device, "-n", "-U", "-Z", "root", "-s", String(snapLength)],
  ...(promiscuous ? [] : ["-p"]),
  ...["-c", String(packets), "-w", file, filter],
];
