import { asFileSays, type Making, makingFlags } from "../model/making.ts";
import type { WorkshopState } from "./seat.ts";

/**
 * What a workshop's seats are made of: what is asked for, and else what was recorded. Throws where seats are there and something else is
 * asked for than what they were made of: their next reset would make other hosts of them, with other walls towards the machine.
 */
export function makingOf(state: WorkshopState | undefined, asked: Partial<Making>): Making {
  const recorded = { ...asFileSays, ...state?.workshop.making };
  const making = { ...recorded, ...asked };
  const isAnother = making.hostKind !== recorded.hostKind || making.userNamespace !== recorded.userNamespace;
  if (state && state.seats.length > 0 && isAnother)
    throw new Error(
      `${flagsOf(asked)} cannot be had now: the seats that are there were made with ${flagsOf(recorded) || "neither --host-kind nor --no-user-namespace"}. Leave it out, and all are made as they were; or take them down first: npx underlay workshop down ${state.workshop.file}`,
    );
  return making;
}

const flagsOf = (making: Partial<Making>): string => makingFlags({ ...asFileSays, ...making }).join(" ");
