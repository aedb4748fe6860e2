import type { WebSocket } from "ws";
import type { ToSeat, ToTrainer } from "./messages.ts";

/** Bytes that may wait for a page that does not read: more, and it is hung up on. It comes back and is told everything. */
const mostWaiting = 2 * 2 ** 20;

/** The pages that are open, by whose they are: a seat's number, or null for the trainer's. */
export class Hub {
  readonly #pages = new Map<number | null, Set<WebSocket>>();

  join(whose: number | null, socket: WebSocket): void {
    const pages = this.#pages.get(whose) ?? new Set();
    this.#pages.set(whose, pages.add(socket));
    socket.on("close", () => pages.delete(socket));
  }

  pages(whose: number | null): number {
    return this.#pages.get(whose)?.size ?? 0;
  }

  /** The seats whose pages are open. */
  seats(): number[] {
    return [...this.#pages].flatMap(([whose, pages]) => (whose !== null && pages.size > 0 ? whose : []));
  }

  tell(seat: number, message: ToSeat): void {
    this.#send(seat, message);
  }

  tellTrainer(message: ToTrainer): void {
    this.#send(null, message);
  }

  #send(whose: number | null, message: object): void {
    const text = JSON.stringify(message);
    for (const socket of this.#pages.get(whose) ?? []) tellOne(socket, text);
  }
}

export function tellOne(socket: WebSocket, text: string): void {
  if (socket.bufferedAmount > mostWaiting) socket.terminate();
  else socket.send(text);
}
