import { messageOf } from "../../model/errors.ts";
import type { CostSpec } from "../../model/lab-spec.ts";
import { readCounters, spent, summariseCost } from "../../probes/cost.ts";
import { iperf } from "../../probes/iperf.ts";
import type { CostResult, CostSample } from "../../probes/results.ts";
import { Engine } from "../engine.ts";
import { machineOf, type ProbeContext } from "./context.ts";
import { takeSample } from "./iperf.ts";
import { type Outcome, verdictOn } from "./outcome.ts";

export async function runCost(spec: CostSpec, context: ProbeContext): Promise<Outcome<CostResult>> {
  const { agent } = context.lab.mode;
  if (agent === null) throw new Error(`mode ${context.lab.mode.name} has no program to watch`);
  const samples: CostSample[] = [];
  for (let sample = 1; sample <= spec.samples; sample += 1) {
    context.progress(`${spec.name}: ${agent} under load, sample ${sample} of ${spec.samples}`);
    samples.push(await takeCost(spec, agent, sample, context));
  }
  return {
    kind: "cost",
    ...verdictOn(samples, spec.samples),
    from: spec.from.name,
    to: spec.to.name,
    agent,
    samples,
    summary: summariseCost(samples),
  };
}

/** One load with the counters of both hosts read before and after it. */
async function takeCost(
  spec: CostSpec,
  agent: string,
  sample: number,
  context: ProbeContext,
): Promise<CostSample> {
  const usage = ["underlay-usage", agent];
  const ends = [...new Set([spec.from.host, spec.to.host])].map((name) => ({
    name,
    command: Engine.inside(machineOf(context, name).container, usage),
  }));
  const read = () =>
    Promise.all(
      ends.map(async ({ command }) => readCounters(await context.engine.run(command, { limit: 10 }))),
    );
  const load = iperf({ ...spec, seconds: spec.seconds, omit: 0 });
  const startedAt = new Date().toISOString();
  const [first] = ends;
  const about = {
    sample,
    startedAt,
    command: { server: [], client: [], usage: ["docker", ...(first?.command ?? [])] },
  };
  try {
    const before = await read();
    const { command, raw, ...stream } = await takeSample(load, 1, sample, context);
    const after = await read();
    const whole = { ...about, command: { ...about.command, ...command }, raw };
    if (stream.status === "failed") return { ...whole, status: "failed", reason: stream.reason };
    const hosts = ends.flatMap(({ name }, index) => {
      const [begin, end] = [before[index], after[index]];
      return begin && end ? spent(name, begin, end) : [];
    });
    return { ...whole, status: "ok", bitsPerSecond: stream.bitsPerSecond, bytes: stream.bytes, hosts };
  } catch (error) {
    return { ...about, raw: null, status: "failed", reason: messageOf(error) };
  }
}
