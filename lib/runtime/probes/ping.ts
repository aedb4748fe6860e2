import { describe } from "../../figures/statistics.ts";
import type { PingSpec } from "../../model/lab-spec.ts";
import { pingCommand, pingComplaint, pingLimit, readPing } from "../../probes/ping.ts";
import type { PingResult } from "../../probes/results.ts";
import { explain } from "../engine.ts";
import { addressOf, inEnd, keep, type ProbeContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";

export async function runPing(spec: PingSpec, context: ProbeContext): Promise<Outcome<PingResult>> {
  context.progress(`${spec.name}: ${spec.count} echo requests`);
  const command = inEnd(context, spec.from, pingCommand(spec, addressOf(context, spec.to)));
  const output = await context.engine.start(command, {
    limit: pingLimit(spec),
    signal: context.signal,
  });
  const raw = await keep(context, `${spec.name}.txt`, output.stdout + output.stderr);
  const reading = readPing(output.stdout);
  const { transmitted, received, samples } = reading;
  const reason = transmitted === null ? explain(command, output) : pingComplaint(spec, reading);
  return {
    kind: "ping",
    status: reason === null ? "passed" : "failed",
    reason,
    from: spec.from.name,
    to: spec.to.name,
    expect: spec.expect,
    command: ["docker", ...command],
    raw,
    transmitted,
    received,
    samples,
    milliseconds: describe(
      samples.map(({ milliseconds }) => milliseconds),
      Math.max(0, spec.count - samples.length),
    ),
  };
}
