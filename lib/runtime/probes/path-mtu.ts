import type { PathMtuSpec } from "../../model/lab-spec.ts";
import { expectedPayload, largestDelivered, nextPayload, payloadCommand } from "../../probes/path-mtu.ts";
import { readPing } from "../../probes/ping.ts";
import type { PathMtuResult } from "../../probes/results.ts";
import { explain } from "../engine.ts";
import { addressOf, inEnd, keep, type ProbeContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";

export async function runPathMtu(spec: PathMtuSpec, context: ProbeContext): Promise<Outcome<PathMtuResult>> {
  const expected = expectedPayload(context.lab.mode.mtu);
  const attempts: PathMtuResult["attempts"] = [];
  let broken: string | null = null;
  let payload = nextPayload(attempts, expected);
  while (payload !== undefined && broken === null && !context.signal.aborted) {
    context.progress(`${spec.name}: ${payload} bytes in one piece`);
    const tried = await tryPayload(spec, payload, context);
    if (typeof tried === "string") broken = tried;
    else attempts.push(tried);
    payload = nextPayload(attempts, expected);
  }
  const largest = largestDelivered(attempts);
  await keep(context, `${spec.name}.json`, JSON.stringify(attempts, null, 2));
  const reason = context.signal.aborted
    ? "it was interrupted before the largest payload was known"
    : (broken ?? complaint(largest, expected));
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

function complaint(largest: number | null, expected: number): string | null {
  if (largest === null) return "no packet crossed in one piece, however small";
  if (largest === expected) return null;
  return `the largest payload that crosses in one piece is ${largest} bytes; by the mode's MTU it should be ${expected}`;
}

/** What became of one payload. A ping that never sent tells nothing of the path: then why it did not. */
async function tryPayload(
  spec: PathMtuSpec,
  payload: number,
  context: ProbeContext,
): Promise<PathMtuResult["attempts"][number] | string> {
  const command = inEnd(context, spec.from, payloadCommand(payload, addressOf(context, spec.to)));
  const ask = () => context.engine.start(command, { limit: 15, signal: context.signal });
  let output = await ask();
  // An engine under load may let go of a command that still runs: nothing was printed, and docker says status 0.
  if (output.exitCode === 0 && output.stdout === "") output = await ask();
  const { stdout, stderr } = output;
  const { transmitted, received } = readPing(stdout);
  if (transmitted === null || received === null) return explain(command, output);
  const error = (stdout + stderr).split("\n").find((line) => /too long|needed|error/i.test(line));
  return {
    payload,
    delivered: received > 0,
    said: (error ?? /^\d+ packets.*$/m.exec(stdout)?.[0] ?? stderr).trim(),
    command: ["docker", ...command],
  };
}
