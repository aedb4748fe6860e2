import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Visitor } from "./admission.ts";
import type { Room } from "./room.ts";
import { live } from "./routes/live.ts";
import { terminal } from "./routes/terminal.ts";

/** Bytes of a message from a page: a page sends what is pasted in pieces. */
const mostBytes = 32 * 1024;
/** WebSockets of one seat, and of the trainer. */
const mostOfOne = 40;
/** Milliseconds within which a page answers: a laptop that sleeps does not. */
const patience = 25_000;

/** The WebSockets of all pages. */
export class Sockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: mostBytes, perMessageDeflate: false });
  readonly #room: Room;
  readonly #open = new Map<number | null, number>();

  constructor(room: Room) {
    this.#room = room;
  }

  /** The status with which a WebSocket is refused; null where it was taken. */
  take(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    visitor: Visitor,
    { rest, query }: { readonly rest: string; readonly query: URLSearchParams },
  ): number | null {
    const whose = "seat" in visitor ? visitor.seat.seat : null;
    if (!isOwnOrigin(request, this.#room.url)) return 403;
    const serve =
      rest === "live"
        ? (socket: WebSocket) => live(this.#room, visitor, socket)
        : rest === "terminal" && "seat" in visitor
          ? (socket: WebSocket) => terminal(this.#room, visitor.seat, query, socket)
          : undefined;
    if (!serve) return 404;
    const open = this.#open.get(whose) ?? 0;
    if (open >= mostOfOne) return 429;
    this.#open.set(whose, open + 1);
    const left = () => this.#open.set(whose, (this.#open.get(whose) ?? 1) - 1);
    stream.once("close", left);
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      // A message that is too large, and the like: ws ends the connection by itself.
      socket.on("error", () => undefined);
      keepAlive(socket);
      // It comes back, and is told then if that can be done.
      serve(socket).catch(() => socket.close(1011, "this did not work"));
    });
    return null;
  }

  /** Tells every page that the server goes away: they come back once it is there again. */
  close(): void {
    for (const socket of this.#server.clients) socket.close(1012, "the server restarts");
    setTimeout(() => {
      for (const socket of this.#server.clients) socket.terminate();
    }, 1000).unref();
  }
}

/** Whether a page of this server asks. Whatever else runs in a browser says who it is, and cannot say otherwise. */
export function isOwnOrigin({ headers }: Pick<IncomingMessage, "headers">, url: string): boolean {
  const { origin, host } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === new URL(url).origin || new URL(origin).host === host;
}

function keepAlive(socket: WebSocket): void {
  let answered = true;
  socket.on("pong", () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, patience);
  socket.on("close", () => clearInterval(timer));
}
