import type { ToTerminal } from "../messages.ts";

/** What a viewer is told by: a WebSocket. */
export interface Outlet {
  /** Bytes that wait to be sent. */
  readonly waiting: number;
  send(bytes: Buffer, sent: () => void): void;
  tell(message: ToTerminal): void;
}

/** Bytes that may be on their way to a page and not be shown yet. */
const most = 256 * 1024;

/** A page that shows a terminal. One that is slow holds up nobody else: it misses what comes meanwhile and is shown the end of it when it has caught up. */
export class Viewer {
  readonly #outlet: Outlet;
  readonly #shell: string;
  readonly #recent: () => Buffer;
  #unshown = 0;
  #missed = false;

  /** `recent` is what it is shown when it comes, and after it missed something. */
  constructor(outlet: Outlet, shell: string, recent: () => Buffer) {
    this.#outlet = outlet;
    this.#shell = shell;
    this.#recent = recent;
  }

  /** By what it says that it has shown, and by what it has received: it may say anything. */
  get isBehind(): boolean {
    return this.#unshown > most || this.#outlet.waiting > most;
  }

  begin(sent: () => void): void {
    this.#outlet.tell({ type: "clear", shell: this.#shell });
    this.#send(this.#recent(), sent);
  }

  offer(bytes: Buffer, sent: () => void): void {
    if (this.isBehind) this.#missed = true;
    else this.#send(bytes, sent);
  }

  shown(bytes: number, sent: () => void): void {
    this.#unshown = Math.max(0, this.#unshown - bytes);
    if (!this.#missed || this.#unshown > 0 || this.#outlet.waiting > 0) return;
    this.#missed = false;
    this.begin(sent);
  }

  ended(text: string): void {
    this.#outlet.tell({ type: "ended", text });
  }

  #send(bytes: Buffer, sent: () => void): void {
    if (bytes.length === 0) return;
    this.#unshown += bytes.length;
    this.#outlet.send(bytes, sent);
  }
}
