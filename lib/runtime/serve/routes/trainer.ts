import { type Answer, done, nothing, page, refused } from "../answer.ts";
import { handOut } from "../pages/hand-out.ts";
import { trainerPage } from "../pages/trainer.ts";
import { clockMessage, type Room } from "../room.ts";

/** Characters of a message to the room. */
const longest = 500;

/** What the trainer's page asks for; `form` is what a button sends along. */
export async function trainerAnswer(
  room: Room,
  method: string,
  rest: string,
  form: URLSearchParams,
): Promise<Answer> {
  const { workshop, hub, board } = room;
  const seats = await workshop.seats();
  const asked = `${method} ${rest}`;
  if (asked === "GET ") return page(await trainerPage(room, seats));
  if (asked === "GET hand-outs") return page(await handOut(room, seats));
  if (rest.startsWith("assets/") && method === "GET") return room.assets.answer(rest.slice("assets/".length));
  const number = form.get("seat");
  const seat = seats.find((each) => String(each.seat) === number);
  if (number !== null && number !== "" && !seat) return refused(400, "There is no such seat.");
  if (asked === "POST reset") {
    if (!seat) return refused(400, "Which seat?");
    return room.work.reset(seat) ? { status: 202 } : refused(409, "This seat is being made anew already.");
  }
  if (asked === "POST message") {
    const text = (form.get("text") ?? "").trim();
    if (text === "" || text.length > longest)
      return refused(400, `A message has 1 to ${longest} characters.`);
    board.say(seat?.seat ?? null, text, new Date());
    for (const to of seat ? [seat] : seats)
      hub.tell(to.seat, { type: "notices", notices: board.notices(to.seat) });
    return done;
  }
  if (asked === "POST clock") {
    const minutes = Number(form.get("minutes"));
    if (!Number.isInteger(minutes) || minutes < 0 || minutes > 600)
      return refused(400, "A break has 0 to 600 whole minutes; 0 ends it.");
    const until = minutes === 0 ? null : new Date(Date.now() + minutes * 60_000).toISOString();
    board.setClock({ until, text: (form.get("text") ?? "").trim().slice(0, longest) });
    const message = clockMessage(board);
    hub.tellTrainer(message);
    for (const to of seats) hub.tell(to.seat, message);
    return done;
  }
  return nothing;
}
