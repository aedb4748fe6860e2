import type { z } from "zod";
import { parseJson } from "../../model/json.ts";
import { machinesOf } from "../../model/lab-spec.ts";
import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import { replaced, type SessionBlock, sessionNamed, sessionWith } from "../bird-text.ts";
import type { FaultKind } from "../fault-kind.ts";
import type { Kind } from "../kind.ts";
import { addressesAt, machineComplaints } from "../places.ts";
import { ask, told } from "../run/ask.ts";

/** The two ends of a session: the fault is in the configuration of the first. */
export interface Ends {
  readonly machine: string;
  readonly peer: string;
}

interface BirdFault<Options extends Ends> extends Pick<Kind<Options>, "kind" | "about" | "says"> {
  readonly schema: z.ZodObject & z.ZodType<Options>;
  /** The session as it is configured with the fault. */
  edit(session: string, options: Options): string;
}

/** What BIRD reads, and what the lab gave the machine: that is put back when the machine starts, and when the fault is taken back. */
const configuration = "/etc/underlay/bird.conf";
const given = "/var/lib/underlay/wanted.json";

/**
 * A fault in what BIRD is told of one session. It is there as long as the file is, however often BIRD is started again; whoever edits
 * the file and has BIRD read it mends it.
 */
export const birdFault = <Options extends Ends>({
  edit,
  ...own
}: BirdFault<Options>): FaultKind<Options> => ({
  ...own,

  problems: (options, lab) => {
    const { machine, peer } = options;
    const itself = `${machine} has no BGP session with itself. Name two different machines.`;
    if (machine === peer) return [{ option: "peer", message: itself }];
    return machineComplaints(lab, options, "machine", "peer");
  },

  changes: ({ machine, peer }) => `the BGP session of ${machine} with ${peer}`,

  async look({ machine, peer }, bench): Promise<string> {
    const session = sessionWith((await givenTo(machine, bench)) ?? "", addressesAt(bench.lab, peer));
    if (!session) throw new Error(noSession(machine, peer));
    return session.protocol;
  },

  async apply(options, bench, memory) {
    const { machine, peer } = options;
    const now = await told(bench, itself(machine), ["cat", configuration]);
    const session = sessionNamed(now, String(memory));
    if (!session) throw new Error(noSession(machine, peer));
    await tell(machine, replaced(now, session, edit(session.text, options)), bench);
  },

  async undo({ machine }, bench, memory) {
    if (!machinesOf(bench.lab).some(({ name }) => name === machine)) return;
    const right = await givenTo(machine, bench);
    // A lab that was changed may speak no BGP any more.
    if (right === null) return;
    const now = (await ask(bench, itself(machine), ["cat", configuration])).stdout;
    await tell(machine, mended(now, right, String(memory)), bench);
  },
});

/** The session as it was given, and all else as it is; where there is no such session any more, everything as it was given. */
function mended(now: string, right: string, protocol: string): string {
  const [wrong, session]: (SessionBlock | undefined)[] = [now, right].map((text) =>
    sessionNamed(text, protocol),
  );
  return wrong && session ? replaced(now, wrong, session.text) : right;
}

const noSession = (machine: string, peer: string): string =>
  `${machine} is configured to no BGP session with ${peer}; where one end only waits for the other, name the other end first`;

/** BIRD's configuration as the lab gave it; null for a machine that was given none. */
async function givenTo(machine: string, bench: Bench): Promise<string | null> {
  const { files } = Object(parseJson(await told(bench, itself(machine), ["cat", given]))) as {
    readonly files?: Readonly<Record<string, unknown>>;
  };
  if (files === undefined)
    throw new Error(`${machine} does not tell what it was given: ${given} is no such file`);
  const text = files[configuration];
  return typeof text === "string" ? text : null;
}

/** Has BIRD read a configuration at once: a session that changes is closed, and what it brought is gone (RFC 4271, Cease). */
async function tell(machine: string, text: string, bench: Bench): Promise<void> {
  const write = ["sh", "-c", 'cat >"$0.new" && chmod 644 "$0.new" && mv "$0.new" "$0"', configuration];
  const wrote = await bench.exec(itself(machine), write, { limit: 20, input: text });
  if (wrote.exitCode !== 0) throw new Error(wrote.ending);
  // birdc ends with status 0 whatever BIRD says.
  const said = await told(bench, itself(machine), ["birdc", "configure"]);
  if (!/^Reconfigur/m.test(said))
    throw new Error(`BIRD of ${machine} does not take its configuration: ${said.trim()}`);
  // What BIRD runs with, for the next change of the lab.
  await told(bench, itself(machine), ["underlay-host", "bird-note"]);
}
