import type { WebSocket } from "ws";
import type { Visitor } from "../admission.ts";
import { tellOne } from "../hub.ts";
import type { ToSeat, ToTrainer } from "../messages.ts";
import { clockMessage, type Room } from "../room.ts";

/** Tells a page all that there is, and from then on what changes. */
export async function live(room: Room, visitor: Visitor, socket: WebSocket): Promise<void> {
  const { hub, board, lookout, sessions, work, workshop, rows } = room;
  const tell = (message: ToSeat | ToTrainer) => tellOne(socket, JSON.stringify(message));
  // Pages ask by requests; here they only listen.
  socket.on("message", () => socket.close(1008, "nothing is read here"));
  tell(clockMessage(board));
  if ("trainer" in visitor) {
    hub.join(null, socket);
    tell(await rows.message());
    return;
  }
  const { seat } = visitor.seat;
  hub.join(seat, socket);
  board.begin(seat, new Date());
  socket.on("close", rows.changed);
  rows.changed();
  for (const task of workshop.tasks) tell(work.taskMessage(seat, task));
  tell({ type: "notices", notices: board.notices(seat) });
  tell({ type: "terminals", open: sessions.of(seat) });
  const last = lookout.last(seat);
  if (last) tell(last);
  lookout.look(seat);
}
