import { resolve } from "node:path";
import { Command } from "commander";
import { columns } from "../../lib/figures/columns.ts";
import { utc } from "../../lib/figures/format.ts";
import { linkOf } from "../../lib/runtime/serve/admission.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { print, say } from "../../lib/runtime/terminal.ts";
import { readAddress } from "../../lib/runtime/workshop/pages-store.ts";
import { type SeatStatus, workshopStatus } from "../../lib/runtime/workshop/status.ts";
import { knownToken } from "../../lib/runtime/workshop/store.ts";

interface Options {
  readonly json?: boolean;
  readonly tokens?: boolean;
}

export function statusCommand(): Command {
  return new Command("status")
    .description("every seat: its lab, its state, its machines' gates, since when")
    .argument("<file>")
    .option("--tokens", "the link of each page as well: whoever has it is at that seat")
    .option("--json", "as JSON, with every gate of every machine")
    .action(async (file: string, { json, tokens }: Options) => {
      const { seats, ...workshop } = await workshopStatus(resolve(file), requireInstallation());
      const links = tokens ? await linksOf(workshop.id, seats) : undefined;
      if (json)
        return print({
          ...workshop,
          ...(links ? { trainer: links.get(null)?.link ?? null } : {}),
          seats: seats.map((seat) => ({ ...seat, ...links?.get(seat.seat) })),
        });
      say(workshop.title);
      const link = (seat: number | null) => (links ? [links.get(seat)?.link ?? "–"] : []);
      const rows = seats.map((seat) => [
        String(seat.seat),
        seat.lab,
        stateText(seat),
        gatesText(seat),
        utc(seat.since),
        ...link(seat.seat),
      ]);
      const trainer = links ? [["trainer", "", "", "", "", ...link(null)]] : [];
      const heading = ["SEAT", "LAB", "STATE", "GATES", "SINCE", ...(links ? ["LINK"] : [])];
      console.log(columns([heading, ...trainer, ...rows]));
    });
}

interface Link {
  readonly token: string;
  readonly link: string;
}

/** The link of each page, the trainer's for null: whole, once there was a server whose address is known. */
async function linksOf(id: string, seats: readonly SeatStatus[]): Promise<Map<number | null, Link>> {
  const address = await readAddress({ id });
  if (address === undefined)
    say("no page was served yet: links begin with the address that serve will print");
  const links = new Map<number | null, Link>();
  for (const seat of [null, ...seats.map(({ seat }) => seat)]) {
    const token = await knownToken(id, seat);
    if (token !== undefined) links.set(seat, { token, link: linkOf(address ?? "", seat, token) });
  }
  return links;
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
