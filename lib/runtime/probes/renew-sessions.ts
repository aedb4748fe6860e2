import type { MachineSpec } from "../../model/lab-spec.ts";
import { sessionsOf } from "../bgp.ts";
import { Engine } from "../engine.ts";
import { waitFor } from "../wait-for.ts";
import { asBeforeWithin, type Seen } from "./as-before.ts";
import { machineOf, type ProbeContext } from "./context.ts";

export const addressesOf = ({ interfaces }: MachineSpec): string[] =>
  interfaces.map(({ address }) => address);

/**
 * Ends sessions with a host that was killed. Those that its peers opened are still Established to them: nothing told
 * them, and they would ask next when a keepalive is due (RFC 4271), more than a minute later.
 */
export async function renewSessions(
  host: string,
  before: readonly Seen[],
  context: ProbeContext,
): Promise<void> {
  const addresses = addressesOf(machineOf(context, host));
  const sessionsThere = async () => (await sessionsOf(context.engine, machineOf(context, host))) ?? undefined;
  if ((await waitFor(asBeforeWithin, sessionsThere)) === undefined)
    throw new Error(`BIRD does not answer in ${host} within ${asBeforeWithin} s of its start`);
  await Promise.all(
    before
      .filter(({ machine }) => machine.name !== host)
      .map(async ({ machine, sessions }) => {
        const stale = sessions.find(({ peer }) => addresses.includes(peer ?? ""));
        const now = await sessionsOf(context.engine, machine);
        const same = now?.find(
          ({ protocol, since }) => protocol === stale?.protocol && since === stale.since,
        );
        if (same)
          await context.engine.run(
            Engine.inside(machine.container, ["underlay-bgp", "restart", same.protocol]),
          );
      }),
  );
}
