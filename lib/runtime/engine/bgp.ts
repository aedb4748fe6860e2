import type { MachineSpec } from "../../model/lab-spec.ts";
import { type BgpSession, readSessions } from "../../probes/bgp-session.ts";
import { Engine } from "./engine.ts";

/** A machine's BGP sessions at this moment: none where it runs no BGP, null where it did not answer. */
export async function sessionsOf(
  engine: Engine,
  { container }: Pick<MachineSpec, "container">,
): Promise<BgpSession[] | null> {
  const { stdout, exitCode } = await engine.start(Engine.inside(container, ["underlay-bgp"]), { limit: 10 });
  return exitCode === 0 ? readSessions(stdout) : null;
}
