import type { MachineSpec } from "../../model/lab-spec.ts";
import { type BgpSession, readSessions } from "../../probes/bgp-session.ts";
import type { Engine } from "./engine.ts";
import { told } from "./told.ts";

/** A machine's BGP sessions at this moment: none where it runs no BGP, null where it did not answer. */
export const sessionsOf = (
  engine: Engine,
  machine: Pick<MachineSpec, "name" | "container">,
): Promise<BgpSession[] | null> => told(engine, machine, ["underlay-bgp"], readSessions);
