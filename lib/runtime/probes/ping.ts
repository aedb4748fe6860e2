import type { PingSpec } from "../../model/lab-spec.ts";
import { pingCommand, readPing } from "../../probes/ping.ts";
import type { PingResult } from "../../results/run-record.ts";
import { describe } from "../../results/statistics.ts";
import { explain } from "../engine.ts";
import { inWorkload, keep, type ProbeContext, workloadOf } from "./context.ts";
import type { Outcome } from "./outcome.ts";

export async function runPing(spec: PingSpec, context: ProbeContext): Promise<Outcome<PingResult>> {
  context.progress(`${spec.name}: ${spec.count} echo requests`);
  const command = inWorkload(context, spec.from, pingCommand(spec, workloadOf(context, spec.to).address));
  const output = await context.engine.start(command, {
    limit: spec.count * spec.interval + 20,
    signal: context.signal,
  });
  const raw = await keep(context, `${spec.name}.txt`, output.stdout + output.stderr);
  const { transmitted, received, samples } = readPing(output.stdout);
  const lost = (transmitted ?? 0) - (received ?? 0);
  const reason =
    transmitted === null
      ? explain(command, output)
      : lost > 0
        ? `${lost} of ${transmitted} replies are missing`
        : null;
  return {
    kind: "ping",
    status: reason === null ? "passed" : "failed",
    reason,
    from: spec.from.name,
    to: spec.to.name,
    command: ["docker", ...command],
    raw,
    transmitted,
    received,
    samples,
    milliseconds: describe(
      samples.map(({ milliseconds }) => milliseconds),
      lost,
    ),
  };
}
