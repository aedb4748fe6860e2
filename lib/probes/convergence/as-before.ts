import { type MachineSpec, machinesOf } from "../../model/lab-spec.ts";
import type { Bench } from "../bench.ts";
import { type BgpSession, isEstablished, readSessions } from "../bgp-session.ts";
import { itself } from "../places.ts";

/** Seconds within which a lab must be as it was before an event, and its machines answer again. */
export const asBeforeWithin = 120;

/** A machine and the BGP sessions that it had. */
export interface Seen {
  readonly machine: MachineSpec;
  readonly sessions: readonly BgpSession[];
}

/** How a lab stands before an event. Throws where a machine is not ready, because nothing could be told then. */
export async function lookAtLab(bench: Bench): Promise<readonly Seen[]> {
  return Promise.all(
    machinesOf(bench.lab).map(async (machine) => {
      const gate = await failingGate(machine, bench);
      if (gate !== null) throw new Error(`${machine.name} is not ready before the event: ${gate}`);
      return { machine, sessions: (await sessionsAt(machine.name, bench)) ?? [] };
    }),
  );
}

/**
 * Waits until every machine is ready and every session that was Established is so again. Sessions are found by their
 * peer, because BIRD gives dynamic ones new names.
 */
export async function waitAsBefore(before: readonly Seen[], bench: Bench): Promise<void> {
  const deadline = bench.elapsed() + asBeforeWithin;
  for (;;) {
    const lacks = (await Promise.all(before.map((seen) => lackOf(seen, bench)))).filter(
      (lack) => lack !== null,
    );
    if (lacks.length === 0) return;
    if (bench.elapsed() > deadline)
      throw new Error(
        `the lab is not as before within ${asBeforeWithin} s of the event: ${lacks.join("; ")}`,
      );
    await bench.wait(0.5);
  }
}

async function lackOf({ machine, sessions }: Seen, bench: Bench): Promise<string | null> {
  const gate = await failingGate(machine, bench);
  if (gate !== null) return `${machine.name}: ${gate}`;
  const now = (await sessionsAt(machine.name, bench)) ?? [];
  const missing = sessions.find(
    (had) =>
      isEstablished(had) && !now.some((session) => session.peer === had.peer && isEstablished(session)),
  );
  return missing ? `${machine.name} has no session with ${missing.peer}` : null;
}

/** What a machine says is wrong with it; null when it is ready. */
async function failingGate({ name }: MachineSpec, bench: Bench): Promise<string | null> {
  const explain = ["underlay-ready", "--explain"];
  const { exitCode, stdout, stderr } = await bench.exec(itself(name), explain, { limit: 10 });
  return exitCode === 0 ? null : (stdout.trim() || stderr.trim()).split("\n")[0] || "it does not answer";
}

/** A machine's BGP sessions at this moment: none where it runs no BGP, null where it did not answer. */
export async function sessionsAt(machine: string, bench: Bench): Promise<BgpSession[] | null> {
  const { stdout, exitCode } = await bench.exec(itself(machine), ["underlay-bgp"], { limit: 10 });
  return exitCode === 0 ? readSessions(stdout) : null;
}

export const addressesOf = ({ interfaces }: MachineSpec): string[] =>
  interfaces.map(({ address }) => address);
