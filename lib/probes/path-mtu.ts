import { z } from "zod";
import { count } from "../figures/format.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import { type Ends, endNames, ref } from "./ends.ts";
import { commandLine, endpoints, outcome } from "./fields.ts";
import type { ProbeKind } from "./kind.ts";
import { workload } from "./options.ts";
import { verdict } from "./outcome.ts";
import { readPing } from "./ping.ts";
import { addressOf } from "./places.ts";

export interface PathMtuOptions {
  /** The workload that sends. */
  readonly from: WorkloadRef;
  /** The workload that answers. */
  readonly to: WorkloadRef;
  /** @default "path-mtu" */
  readonly name?: string;
}

export interface PathMtuSpec extends Ends {
  readonly kind: "path-mtu";
  readonly name: string;
}

/**
 * Finds the largest payload that crosses in one piece. Passes when it is the mode's MTU less 28 bytes, and one
 * byte more does not cross.
 *
 * @example
 * ```ts
 * lab.probe(pathMtu({ from: client, to: server }));
 * ```
 */
export function pathMtu({ from, to, name = "path-mtu", ...others }: PathMtuOptions): PathMtuSpec {
  return { ...others, kind: "path-mtu", name, from: ref(from), to: ref(to) };
}

const attempt = z.object({
  payload: z.number().int(),
  delivered: z.boolean(),
  said: z.string().describe("ping's last line, e.g. the error that names the MTU"),
  command: commandLine,
});

const result = z.object({
  kind: z.literal("path-mtu"),
  ...outcome,
  ...endpoints,
  expected: z
    .number()
    .int()
    .describe("Bytes of ICMP payload: the mode's MTU less 28 (IPv4 header 20, ICMP header 8)"),
  largest: z
    .number()
    .int()
    .nullable()
    .describe("The largest payload that crossed in one piece; null if none did"),
  attempts: z.array(attempt).describe("In the order in which they were made"),
});
export type PathMtuResult = z.infer<typeof result>;

export const pathMtuKind: ProbeKind<PathMtuSpec, PathMtuResult> = {
  kind: "path-mtu",
  make: pathMtu,
  result,
  rules: { from: workload, to: workload },

  async run(spec, bench) {
    const expected = expectedPayload(bench.lab.mode.mtu);
    const attempts: PathMtuResult["attempts"] = [];
    let broken: string | null = null;
    let payload = nextPayload(attempts, expected);
    while (payload !== undefined && broken === null && !bench.signal.aborted) {
      bench.progress(`${spec.name}: ${payload} bytes in one piece`);
      const tried = await tryPayload(spec, payload, bench);
      if (typeof tried === "string") broken = tried;
      else attempts.push(tried);
      payload = nextPayload(attempts, expected);
    }
    const largest = largestDelivered(attempts);
    await bench.keep(`${spec.name}.json`, JSON.stringify(attempts, null, 2));
    const reason = bench.signal.aborted
      ? "it was interrupted before the largest payload was known"
      : (broken ?? complaint(largest, expected));
    return { kind: "path-mtu", ...verdict(reason), ...endNames(spec), expected, largest, attempts };
  },

  blank: (spec, { mode }) => ({
    ...endNames(spec),
    ...{ expected: expectedPayload(mode.mtu), largest: null, attempts: [] },
  }),

  reading: {
    lines: ({ from, to, largest, expected }) => [
      {
        what: `${from} → ${to}`,
        figure: largest === null ? "no figure" : `${count(largest)} bytes in one piece`,
        detail: `${count(expected)} by the mode's MTU`,
      },
    ],
    commands: ({ attempts }) =>
      attempts.map(({ payload, said, command }) => ({ what: `${payload} bytes: ${said}`, line: command })),
    files: ({ name }) => [{ what: "every size that was tried", path: `raw/${name}.json` }],
    figures: ({ largest }) => [
      {
        ...{ key: "payload", title: "Largest payload in one piece", unit: "bytes" },
        ...{ quantity: "payload", better: "more", settings: "" },
        values: largest === null ? [] : [largest],
      },
    ],
  },
};

function complaint(largest: number | null, expected: number): string | null {
  if (largest === null) return "no packet crossed in one piece, however small";
  if (largest === expected) return null;
  return `the largest payload that crosses in one piece is ${largest} bytes; by the mode's MTU it should be ${expected}`;
}

/** What became of one payload. A ping that never sent tells nothing of the path: then why it did not. */
async function tryPayload(
  spec: PathMtuSpec,
  payload: number,
  bench: Bench,
): Promise<z.infer<typeof attempt> | string> {
  const command = payloadCommand(payload, addressOf(bench.lab, spec.to));
  const ask = () => bench.exec(spec.from, command, { limit: 15, signal: bench.signal });
  let output = await ask();
  // An engine under load may let go of a command that still runs: nothing was printed, and docker says status 0.
  if (output.exitCode === 0 && output.stdout === "") output = await ask();
  const { stdout, stderr } = output;
  const { transmitted, received } = readPing(stdout);
  if (transmitted === null || received === null) return output.ending;
  const error = (stdout + stderr).split("\n").find((line) => /too long|needed|error/i.test(line));
  return {
    payload,
    delivered: received > 0,
    said: (error ?? /^\d+ packets.*$/m.exec(stdout)?.[0] ?? stderr).trim(),
    command: bench.line(spec.from, command),
  };
}

/** Bytes before the payload: IPv4 header 20 (RFC 791), ICMP echo header 8 (RFC 792). */
const headers = 28;

/** One byte more than an IPv4 packet can carry. */
const impossible = 65_536 - headers;

export const expectedPayload = (mtu: number): number => mtu - headers;

/** ping with the "don't fragment" bit; three times, because one lost packet is no proof. */
export const payloadCommand = (payload: number, target: string): string[] => [
  ...["ping", "-n", "-M", "do", "-s", String(payload)],
  ...["-c", "3", "-i", "0.2", "-W", "2", "-w", "5", target],
];

export interface Attempt {
  readonly payload: number;
  readonly delivered: boolean;
}

/** The largest payload that is known to cross; null while none is. */
export const largestDelivered = (attempts: readonly Attempt[]): number | null =>
  attempts.reduce<number | null>(
    (most, { payload, delivered }) => (delivered ? Math.max(most ?? 0, payload) : most),
    null,
  );

/**
 * The payload to try next: first what is expected and one more, which is all that a sound path needs, then by
 * halving what is left. Undefined when the largest payload is known, or known to be none.
 */
export function nextPayload(attempts: readonly Attempt[], expected: number): number | undefined {
  const tried = (payload: number) => attempts.some((attempt) => attempt.payload === payload);
  const low = largestDelivered(attempts) ?? -1;
  const high = Math.min(
    impossible,
    ...attempts.filter(({ payload, delivered }) => !delivered && payload > low).map(({ payload }) => payload),
  );
  if (high - low <= 1) return undefined;
  const first = [expected, expected + 1].find(
    (payload) => !tried(payload) && payload > low && payload < high,
  );
  return first ?? Math.floor((low + high) / 2);
}
