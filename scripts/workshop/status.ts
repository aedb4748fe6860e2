import { resolve } from "node:path";
import { Command } from "commander";
import { columns } from "../../lib/figures/columns.ts";
import { utc } from "../../lib/figures/format.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { print, say } from "../../lib/runtime/terminal.ts";
import { type SeatStatus, workshopStatus } from "../../lib/runtime/workshop/status.ts";
import { seatToken } from "../../lib/runtime/workshop/store.ts";

interface Options {
  readonly json?: boolean;
  readonly tokens?: boolean;
}

export function statusCommand(): Command {
  return new Command("status")
    .description("every seat: its lab, its state, its machines' gates, since when")
    .argument("<file>")
    .option("--tokens", "the secret of each seat's link as well: whoever has it is at that seat")
    .option("--json", "as JSON, with every gate of every machine")
    .action(async (file: string, { json, tokens }: Options) => {
      const { seats, ...workshop } = await workshopStatus(resolve(file), requireInstallation());
      const secrets = new Map<number, string>();
      if (tokens) for (const { seat } of seats) secrets.set(seat, await seatToken(workshop.id, seat));
      if (json) {
        const withToken = (seat: SeatStatus) => (tokens ? { ...seat, token: secrets.get(seat.seat) } : seat);
        return print({ ...workshop, seats: seats.map(withToken) });
      }
      say(workshop.title);
      const rows = seats.map((seat) => [
        String(seat.seat),
        seat.lab,
        stateText(seat),
        gatesText(seat),
        utc(seat.since),
        ...(tokens ? [secrets.get(seat.seat) ?? ""] : []),
      ]);
      console.log(
        columns([["SEAT", "LAB", "STATE", "GATES", "SINCE", ...(tokens ? ["TOKEN"] : [])], ...rows]),
      );
    });
}

const stateText = ({ state, cutOff }: SeatStatus): string => (cutOff ? `${state}, cut off` : state);

/** What keeps a seat from being ready, its first machine's first; the reason of one that failed. */
function gatesText({ machines, reason }: SeatStatus): string {
  const wrong = machines?.filter(({ ready }) => !ready) ?? [];
  const [first, ...others] = wrong;
  if (first)
    return short(
      `${first.machine}: ${first.reason ?? "not ready"}${others.length > 0 ? ` (and ${others.length} more)` : ""}`,
    );
  if (reason !== null) return short(reason);
  return machines === null ? "–" : "all passed";
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
