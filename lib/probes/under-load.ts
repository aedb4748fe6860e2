import { z } from "zod";
import { excerpt } from "../figures/plain-text.ts";
import { parseJson } from "../model/json.ts";
import type { Bench } from "./bench.ts";
import { commandLine } from "./fields.ts";
import { clientCommand, iperf3Listens, serverCommand } from "./iperf3.ts";
import { addressOf } from "./places.ts";
import type { TcpLoad } from "./tcp-load.ts";

/** A load of TCP that goes on beside a measurement, for as long as that takes. */
export const loadBeside = z.object({
  streams: z.number().int(),
  sentBitsPerSecond: z.number().describe("By the sender, from the load's beginning to its end"),
  command: z.object({ server: commandLine, client: commandLine }),
  raw: z.string().describe("iperf3's own JSON, relative to run.json"),
});
type LoadBeside = z.infer<typeof loadBeside>;

/** Measures while streams of TCP are sent; rejects where they were not sent all the time. */
export async function underLoad<Measured>(
  { name, from, to, seconds }: Pick<TcpLoad, "name" | "from" | "to" | "seconds">,
  streams: number,
  number: number,
  bench: Bench,
  measure: () => Promise<Measured>,
): Promise<{ readonly measured: Measured; readonly load: LoadBeside }> {
  const { signal } = bench;
  // It is stopped when it has been measured beside, so its own end comes much later.
  const [most, limit] = [seconds + 30, seconds + 45];
  const server = bench.start(to, serverCommand(limit), "iperf3", { limit: limit + 5, signal });
  try {
    await iperf3Listens(server, bench);
    const load = ["--time", String(most), "--parallel", String(streams)];
    const command = clientCommand(addressOf(bench.lab, to), load, limit);
    const client = bench.start(from, command, "iperf3-load", { limit: limit + 5, signal });
    const [outcome] = await Promise.allSettled([measure()]);
    const endedEarly = client.ended;
    const { stdout, ending } = await client.stop();
    if (outcome.status === "rejected") throw outcome.reason;
    const sentBitsPerSecond = readSent(stdout);
    if (endedEarly || sentBitsPerSecond === null)
      throw new Error(`the load did not last: ${excerpt(stdout === "" ? ending : errorOf(stdout))}`);
    const raw = await bench.keep(`${name}-${streams}-${number}-load.json`, stdout);
    const lines = { server: [...server.line], client: [...client.line] };
    return { measured: outcome.value, load: { streams, sentBitsPerSecond, command: lines, raw } };
  } finally {
    await Promise.allSettled([server.stop()]);
  }
}

const report = z.object({
  error: z.string().optional(),
  end: z
    .object({ sum_sent: z.object({ bits_per_second: z.number() }) })
    .partial()
    .optional(),
});

/** iperf3 that is told to end says what it has sent by then, and calls that an error. Null where it sent nothing. */
function readSent(text: string): number | null {
  const sent = report.safeParse(parseJson(text)).data?.end?.sum_sent?.bits_per_second ?? 0;
  return sent > 0 ? sent : null;
}

const errorOf = (text: string): string => report.safeParse(parseJson(text)).data?.error ?? text;
