import { type MachineSpec, machinesOf } from "../../model/lab-spec.ts";
import { type BgpSession, isEstablished } from "../../probes/bgp-session.ts";
import { sessionsOf } from "../bgp.ts";
import { Engine } from "../engine.ts";
import { waitFor } from "../wait-for.ts";
import type { ProbeContext } from "./context.ts";

/** Seconds within which a lab must be as it was before an event, and its machines answer again. */
export const asBeforeWithin = 120;

/** A machine and the BGP sessions that it had. */
export interface Seen {
  readonly machine: MachineSpec;
  readonly sessions: readonly BgpSession[];
}

/** How a lab stands before an event. Throws where a machine is not ready, because nothing could be told then. */
export async function lookAtLab(context: ProbeContext): Promise<readonly Seen[]> {
  return Promise.all(
    machinesOf(context.lab).map(async (machine) => {
      const gate = await failingGate(machine, context);
      if (gate !== null) throw new Error(`${machine.name} is not ready before the event: ${gate}`);
      return { machine, sessions: (await sessionsOf(context.engine, machine)) ?? [] };
    }),
  );
}

/**
 * Waits until every machine is ready and every session that was Established is so again. Sessions are found by their
 * peer, because BIRD gives dynamic ones new names.
 */
export async function waitAsBefore(before: readonly Seen[], context: ProbeContext): Promise<void> {
  let lacks: string[] = [];
  const isBack = await waitFor(asBeforeWithin, async () => {
    const found = await Promise.all(before.map((seen) => lackOf(seen, context)));
    lacks = found.filter((lack) => lack !== null);
    return lacks.length === 0 || undefined;
  });
  if (!isBack)
    throw new Error(`the lab is not as before within ${asBeforeWithin} s of the event: ${lacks.join("; ")}`);
}

async function lackOf({ machine, sessions }: Seen, context: ProbeContext): Promise<string | null> {
  const gate = await failingGate(machine, context);
  if (gate !== null) return `${machine.name}: ${gate}`;
  const now = (await sessionsOf(context.engine, machine)) ?? [];
  const missing = sessions.find(
    (had) =>
      isEstablished(had) && !now.some((session) => session.peer === had.peer && isEstablished(session)),
  );
  return missing ? `${machine.name} has no session with ${missing.peer}` : null;
}

/** What a machine says is wrong with it; null when it is ready. */
async function failingGate({ container }: MachineSpec, { engine }: ProbeContext): Promise<string | null> {
  const explain = Engine.inside(container, ["underlay-ready", "--explain"]);
  const { exitCode, stdout, stderr } = await engine.start(explain, { limit: 10 });
  return exitCode === 0 ? null : ((stdout.trim() || stderr.trim()).split("\n")[0] ?? "it does not answer");
}
