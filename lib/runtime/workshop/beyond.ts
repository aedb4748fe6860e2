import { plural } from "../../figures/format.ts";
import { mayHaveRemains, type WorkshopState } from "../../workshop/seat.ts";
import { knownToken } from "./store.ts";

/** What people should know of seats beyond so many, to which `up` does nothing. */
export async function aboutSeatsBeyond(
  { workshop, seats }: WorkshopState,
  wanted: number,
): Promise<string[]> {
  const left: number[] = [];
  let staying = 0;
  for (const seat of seats.filter(({ seat }) => seat > wanted)) {
    // With a link its hosts are this group's, also where a reset of it was cut off.
    const isLeft = mayHaveRemains(seat) && (await knownToken(workshop.id, seat.seat)) === undefined;
    if (isLeft) left.push(seat.seat);
    else staying += 1;
  }
  const beyond = (count: number) => `${plural(count, "seat")} beyond ${wanted}`;
  const texts: string[] = [];
  if (staying > 0)
    texts.push(
      `${beyond(staying)} ${staying === 1 ? "is there, and stays" : "are there, and stay"}. Seats are not taken away one by one.`,
    );
  if (left.length > 0)
    texts.push(
      `${beyond(left.length)} ${left.length === 1 ? "has" : "have"} no link, as hosts of the former group may be left: "workshop down" did not come to ${left.join(", ")}, or failed there. To remove these with all others, run "npx underlay workshop down ${workshop.file}" again; to make some anew, "npx underlay workshop reset ${workshop.file} ${left.join(" ")}".`,
    );
  return texts;
}
