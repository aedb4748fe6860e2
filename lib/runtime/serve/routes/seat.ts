import type { Task } from "../../../tasks/model/task.ts";
import { type Answer, done, nothing, page, refused } from "../answer.ts";
import { handOut } from "../pages/hand-out.ts";
import { seatPage } from "../pages/seat.ts";
import type { Room } from "../room.ts";
import type { Seat } from "../workshop.ts";

/** What a seat's page asks for, by method and first word of the path. */
export async function seatAnswer(room: Room, seat: Seat, method: string, rest: string): Promise<Answer> {
  const [what = "", name = "", ...more] = rest.split("/");
  if (more.length > 0) return nothing;
  const asked = `${method} ${what}`;
  if (asked === "GET " && rest === "") return page(await seatPage(room, seat));
  if (asked === "GET hand-out" && rest === "hand-out") return page(await handOut(room, [seat]));
  if (asked === "GET assets") return room.assets.answer(name);
  if (asked === "POST look" && name === "") {
    room.lookout.look(seat.seat);
    return done;
  }
  if (asked === "POST end") {
    await room.sessions.end(seat.seat, name);
    return done;
  }
  const task = room.workshop.tasks.find(({ id }) => id === name);
  if (asked === "POST check") return start(task, (found) => room.work.check(seat, found));
  if (asked === "POST begin" && task?.faults.length !== 0)
    return start(task, (found) => room.work.begin(seat, found));
  return nothing;
}

function start(task: Task | undefined, begin: (task: Task) => boolean): Answer {
  if (!task) return nothing;
  return begin(task)
    ? { status: 202 }
    : refused(409, "Something else is being done to this seat. Wait for its end.");
}
