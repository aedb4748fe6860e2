import { describe } from "../../figures/statistics.ts";
import { messageOf } from "../../model/errors.ts";
import type { IperfSpec } from "../../model/lab-spec.ts";
import { endable, endCommand } from "../../probes/endable.ts";
import { clientCommand, iperfPort, readReport, serverCommand, timeLimit } from "../../probes/iperf.ts";
import type { IperfResult, IperfSample } from "../../probes/results.ts";
import { explain } from "../engine.ts";
import { inEnd, keep, type ProbeContext, workloadOf } from "./context.ts";
import { type Outcome, verdictOn } from "./outcome.ts";

/** Takes every sample in turn; one that fails is recorded with its reason and the rest go on. */
export async function runIperf(spec: IperfSpec, context: ProbeContext): Promise<Outcome<IperfResult>> {
  const samples: IperfSample[] = [];
  for (let sample = 1; sample <= spec.samples; sample += 1)
    for (const streams of spec.streams) {
      context.progress(`${spec.name}: ${count(streams, "stream")}, sample ${sample} of ${spec.samples}`);
      samples.push(await takeSample(spec, streams, sample, context));
    }
  const summary = spec.streams.map((streams) => {
    const own = samples.filter((sample) => sample.streams === streams);
    const rates = own.flatMap((sample) => (sample.status === "ok" ? sample.bitsPerSecond : []));
    return { streams, bitsPerSecond: describe(rates, own.length - rates.length) };
  });
  return {
    kind: "iperf",
    ...verdictOn(samples, spec.samples * spec.streams.length),
    from: spec.from.name,
    to: spec.to.name,
    samples,
    summary,
  };
}

/** One iperf3 test: a server for this test alone, and a client once it listens. */
export async function takeSample(
  spec: IperfSpec,
  streams: number,
  sample: number,
  context: ProbeContext,
): Promise<IperfSample> {
  const { engine, signal } = context;
  const limit = timeLimit(spec);
  const server = inEnd(context, spec.to, endable(serverPid, serverCommand(limit)));
  const client = inEnd(
    context,
    spec.from,
    clientCommand(spec, streams, workloadOf(context, spec.to).address, limit),
  );
  const about = {
    streams,
    sample,
    startedAt: new Date().toISOString(),
    command: { server: ["docker", ...server], client: ["docker", ...client] },
  };
  const serving = engine.start(server, { limit: limit + 5, signal });
  let served = false;
  try {
    const listening = await engine.start(inEnd(context, spec.to, waitForListener), { limit: 10 });
    if (listening.exitCode !== 0) {
      const reason = `the iperf3 server never listened: ${explain(waitForListener, listening)}`;
      return { ...about, raw: null, status: "failed", reason };
    }
    const output = await engine.start(client, { limit: limit + 5, signal });
    const raw = await keep(context, `${spec.name}-${streams}-${sample}.json`, output.stdout);
    const reading = readReport(output.stdout, { streams, seconds: spec.seconds });
    served = reading.status === "ok";
    if (reading.status === "ok") return { ...about, raw, ...reading };
    // Without any report the command itself failed: a host that is gone, or a time limit.
    const reason = output.stdout === "" ? explain(client, output) : reading.reason;
    return { ...about, raw, status: "failed", reason };
  } catch (error) {
    const reason = messageOf(error);
    return { ...about, raw: null, status: "failed", reason };
  } finally {
    // A server whose client did not come would wait on, in the way of the next sample's.
    const end = served
      ? undefined
      : engine.start(inEnd(context, spec.to, endCommand(serverPid)), { limit: 10 });
    await Promise.allSettled([end, serving]);
  }
}

/** Where the server notes its process, in the machine or workload that it runs in. */
const serverPid = "/tmp/iperf3.pid";

/** Looks for a listening socket (state 0A) rather than connecting: a connection would be the server's one test. */
const waitForListener = [
  "timeout",
  "5",
  "sh",
  "-c",
  `until grep -q ':${iperfPort.toString(16).toUpperCase()} [0-9A-F:]* 0A' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done`,
];

const count = (number: number, thing: string) => `${number} ${thing}${number === 1 ? "" : "s"}`;
