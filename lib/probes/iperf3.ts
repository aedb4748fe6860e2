import { z } from "zod";
import { excerpt } from "../figures/plain-text.ts";
import { messageOf } from "../model/errors.ts";
import { parseJson } from "../model/json.ts";
import type { WorkloadRef } from "../model/lab-spec.ts";
import type { Bench, CommandLine, Running } from "./bench.ts";
import { commandLine } from "./fields.ts";
import { addressOf } from "./places.ts";

/** One test of iperf3 between two workloads, as several kinds of probes make it. */

/** iperf3's customary port. */
const port = 5201;

/** Bytes that it prints at most: of 128 streams, each told of every second for eleven minutes, its JSON has 35 MB. */
const most = 64 * 2 ** 20;

export interface Iperf3Test {
  readonly from: WorkloadRef;
  readonly to: WorkloadRef;
  /** What the client is to do, beside where the server is: `--time 3 --parallel 8`. */
  readonly load: CommandLine;
  /** Seconds that it lasts. */
  readonly seconds: number;
  /** What is done while the server begins, and is over before the client does. */
  readonly beforehand?: (() => Promise<unknown>) | undefined;
  /** The file that keeps what the client printed. */
  readonly file: string;
}

/** What the record has of a test, with or without figures. */
export const testRecord = {
  startedAt: z.iso.datetime(),
  command: z.object({ server: commandLine, client: commandLine }),
  raw: z.string().nullable().describe("iperf3's own JSON, relative to run.json"),
};

type Test = { [Key in keyof typeof testRecord]: z.infer<(typeof testRecord)[Key]> };
export type Failed = { readonly status: "failed"; readonly reason: string };

export const clientCommand = (server: string, load: CommandLine, limit: number): string[] => [
  ...["timeout", String(limit), "iperf3", "--client", server, "--port", String(port), "--json"],
  ...load,
  ...["--connect-timeout", "3000"],
];

/** One test, then the server ends by itself; `timeout` bounds it where no client ever comes. It says at once that it listens. */
export const serverCommand = (limit: number): string[] => [
  ...["timeout", String(limit), "iperf3", "--server", "--one-off", "--forceflush", "--port", String(port)],
];

/** Until a server says that it listens: to connect would be its one test. Rejects when it does not in time. */
export async function iperf3Listens(server: Running, bench: Bench): Promise<void> {
  for (let looks = 0; !server.text.includes("Server listening"); looks += 1) {
    if (server.ended || looks === 750) await neverListened(server);
    await bench.wait(0.02);
  }
}

async function neverListened(server: Running): Promise<never> {
  const reason = server.ended ? (await server.output).ending : "it has said nothing for 15 s";
  throw new Error(`the iperf3 server never listened: ${reason}`);
}

/** A server for this test alone, and a client once it listens. `read` takes figures from what the client printed. */
export async function iperf3Test<Figures extends { readonly status: "ok" }>(
  { from, to, load, seconds, beforehand, file }: Iperf3Test,
  read: (text: string) => Figures | Failed,
  bench: Bench,
): Promise<Test & (Figures | Failed)> {
  const { signal } = bench;
  const limit = seconds + 15;
  const client = clientCommand(addressOf(bench.lab, to), load, limit);
  const startedAt = bench.now().toISOString();
  const server = bench.start(to, serverCommand(limit), "iperf3", { limit: limit + 5, most, signal });
  const command = { server: [...server.line], client: bench.line(from, client) };
  let raw: string | null = null;
  let served = false;
  try {
    await Promise.all([iperf3Listens(server, bench), beforehand?.()]);
    const output = await bench.exec(from, client, { limit: limit + 5, most, signal });
    raw = await bench.keep(file, output.stdout);
    const figures = read(output.stdout);
    // Without any report the command itself failed: a host that is gone, or a time limit.
    if (figures.status === "failed") throw new Error(output.stdout === "" ? output.ending : figures.reason);
    served = true;
    return { startedAt, command, raw, ...figures };
  } catch (error) {
    return { startedAt, command, raw, status: "failed", reason: messageOf(error) };
  } finally {
    // A server whose client did not come would wait on, in the way of the next sample's.
    await Promise.allSettled([served ? server.output : server.stop()]);
  }
}

/** A report of iperf3, checked for its shape; with an error in it where it is none, or tells of one itself. */
export function parseReport<Report extends { readonly error?: string | undefined }>(
  text: string,
  schema: z.ZodType<Report>,
): Report | Failed {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return failed(`iperf3 printed no report: ${excerpt(text)}`);
  return parsed.data.error === undefined ? parsed.data : failed(`iperf3: ${parsed.data.error}`);
}

/** iperf3's clock may be a little off, but a test that lost a tenth of its time was cut short. */
export const isCutShort = (seconds: number, asked: number): boolean => seconds < 0.9 * asked;

export const cutShort = (seconds: number, asked: number): Failed =>
  failed(`iperf3 measured ${seconds.toFixed(1)} s; ${asked} s were asked for`);

export const failed = (reason: string): Failed => ({ status: "failed", reason });

/** How samples that are tests of iperf3 are read out: their commands, and the file of each. */
export const samplesRead = <Sample extends Test>(label: (sample: Sample) => string) => ({
  commands: ({ samples }: { readonly samples: readonly Sample[] }) =>
    samples.flatMap((each) => [
      { what: `${label(each)}, server`, line: each.command.server },
      { what: `${label(each)}, client`, line: each.command.client },
    ]),
  files: ({ samples }: { readonly samples: readonly Sample[] }) =>
    samples.flatMap((each) => (each.raw === null ? [] : [{ what: label(each), path: each.raw }])),
});
