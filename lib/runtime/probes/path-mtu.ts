import type { PathMtuSpec } from "../../model/lab-spec.ts";
import { expectedPayload, largestDelivered, nextPayload, payloadCommand } from "../../probes/path-mtu.ts";
import { readPing } from "../../probes/ping.ts";
import type { PathMtuResult } from "../../results/probe-results.ts";
import { addressOf, inEnd, keep, type ProbeContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";

export async function runPathMtu(spec: PathMtuSpec, context: ProbeContext): Promise<Outcome<PathMtuResult>> {
  const expected = expectedPayload(context.lab.mode.mtu);
  const attempts: PathMtuResult["attempts"] = [];
  let payload = nextPayload(attempts, expected);
  while (payload !== undefined && !context.signal.aborted) {
    context.progress(`${spec.name}: ${payload} bytes in one piece`);
    attempts.push(await tryPayload(spec, payload, context));
    payload = nextPayload(attempts, expected);
  }
  const largest = largestDelivered(attempts);
  await keep(context, `${spec.name}.json`, JSON.stringify(attempts, null, 2));
  const reason = complaint(largest, expected, context.signal.aborted);
  return {
    kind: "path-mtu",
    status: reason === null ? "passed" : "failed",
    reason,
    from: spec.from.name,
    to: spec.to.name,
    expected,
    largest,
    attempts,
  };
}

function complaint(largest: number | null, expected: number, interrupted: boolean): string | null {
  if (interrupted) return "it was interrupted before the largest payload was known";
  if (largest === null) return "no packet crossed in one piece, however small";
  if (largest === expected) return null;
  return `the largest payload that crosses in one piece is ${largest} bytes; by the mode's MTU it should be ${expected}`;
}

async function tryPayload(spec: PathMtuSpec, payload: number, context: ProbeContext) {
  const command = inEnd(context, spec.from, payloadCommand(payload, addressOf(context, spec.to)));
  const { stdout, stderr } = await context.engine.start(command, { limit: 15, signal: context.signal });
  const error = (stdout + stderr).split("\n").find((line) => /too long|needed|error/i.test(line));
  return {
    payload,
    delivered: (readPing(stdout).received ?? 0) > 0,
    said: (error ?? /^\d+ packets.*$/m.exec(stdout)?.[0] ?? stderr).trim(),
    command: ["docker", ...command],
  };
}
