import type { RawData, WebSocket } from "ws";
import { z } from "zod";
import { messageOf } from "../../../model/errors.ts";
import { parseJson } from "../../../model/json.ts";
import type { ToTerminal } from "../messages.ts";
import { placesOf } from "../places.ts";
import type { Room } from "../room.ts";
import type { Session } from "../terminals/session.ts";
import type { Outlet } from "../terminals/viewer.ts";
import type { Seat } from "../workshop.ts";

const dimension = z.int().min(1).max(500);
const said = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("size"), columns: dimension, rows: dimension }),
  z.strictObject({ type: z.literal("shown"), bytes: z.int().min(0) }),
]);

/** Why a terminal's WebSocket is closed: pages do not come back after these. */
const closed = { nonsense: 4400, refused: 4409, ended: 4410 } as const;
/** Bytes of a reason (RFC 6455, 5.5). */
const longest = 120;

/** Joins a page and a terminal of the seat's lab: the one of this ID, or a new one. */
export async function terminal(
  room: Room,
  seat: Seat,
  query: URLSearchParams,
  socket: WebSocket,
): Promise<void> {
  const id = query.get("id") ?? "";
  const size = { columns: Number(query.get("columns")), rows: Number(query.get("rows")) };
  const shape = said.safeParse({ type: "size", ...size });
  if (!/^[a-z0-9]{8,32}$/.test(id) || !shape.success)
    return socket.close(closed.nonsense, "this is no terminal");
  // What is typed before the shell is there waits.
  socket.pause();
  try {
    const lab = await room.workshop.lab(seat);
    const place = lab && placesOf(lab).find(({ label }) => label === query.get("at"));
    if (!lab || !place) throw new Error(lab ? "There is no such place in this lab." : "The lab is not up.");
    const session = await room.sessions.open(seat.seat, lab, place, id, size);
    if (socket.readyState === socket.OPEN) join(room, seat, id, session, socket);
    else void room.sessions.left(seat.seat, id, session);
    void session.resize(size);
  } catch (error) {
    socket.close(closed.refused, short(messageOf(error)));
  } finally {
    socket.resume();
  }
}

function join(room: Room, seat: Seat, id: string, session: Session, socket: WebSocket): void {
  const outlet: Outlet = {
    get waiting() {
      return socket.bufferedAmount;
    },
    send: (bytes, sent) => socket.send(bytes, sent),
    tell: (message: ToTerminal) => {
      socket.send(JSON.stringify(message));
      if (message.type === "ended") socket.close(closed.ended, short(message.text));
    },
  };
  const viewer = session.join(outlet);
  socket.on("message", (data: RawData, isBinary: boolean) => {
    const bytes = Buffer.isBuffer(data)
      ? data
      : Buffer.concat([data].flat().map((part) => Buffer.from(part as ArrayBuffer)));
    if (isBinary) {
      socket.pause();
      return void session.type(bytes).then(() => socket.resume());
    }
    const { data: message } = said.safeParse(parseJson(bytes.toString()));
    if (!message) return socket.close(closed.nonsense, "this is no message");
    if (message.type === "shown") session.shown(viewer, message.bytes);
    if (message.type === "size") void session.resize(message);
  });
  socket.on("close", () => {
    session.leave(viewer);
    void room.sessions.left(seat.seat, id, session);
  });
}

/** So much of a text as a WebSocket's end can say. */
const short = (text: string): string => {
  let bytes = 0;
  return [...text.replaceAll(/\s+/g, " ")]
    .filter((character) => {
      bytes += Buffer.byteLength(character);
      return bytes <= longest;
    })
    .join("");
};
