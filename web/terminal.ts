import { FitAddon } from "@xterm/addon-fit";
import { type ITheme, Terminal } from "@xterm/xterm";
import type { FromTerminal, ToTerminal } from "../lib/runtime/serve/messages.ts";
import { isGivenUp, pauseBefore, socketAddress } from "./server.ts";

/** Why the server closes a terminal for good. */
const forGood = [4400, 4409, 4410];
/** Bytes of one message to the server. */
const piece = 16 * 1024;

/** How a terminal tells its page what goes on. */
export interface Told {
  /** It is over; the text says why. */
  over(text: string): void;
  /** The keyboard is to go back to the page. */
  leave(): void;
}

/** A terminal on the page, joined to one on the server by its ID: it finds that again whatever happens to the connection. */
export class PageTerminal {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #id: string;
  readonly #at: string;
  readonly #told: Told;
  #socket: WebSocket | undefined;
  #shell: string | undefined;
  #shown = 0;
  #isOver = false;

  constructor(id: string, at: string, place: HTMLElement, told: Told, readAloud: boolean) {
    this.#id = id;
    this.#at = at;
    this.#told = told;
    const terminal = new Terminal({
      ...{ scrollback: 5000, fontSize: 14, minimumContrastRatio: 4.5, screenReaderMode: readAloud },
      fontFamily: 'Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace',
      theme: themeNow(),
      // Binary is no fault of the page.
      logLevel: "off",
      // What a program prints may call itself a link to anywhere.
      linkHandler: { activate: () => undefined },
    });
    this.#terminal = terminal;
    terminal.loadAddon(this.#fit);
    terminal.open(place);
    terminal.attachCustomKeyEventHandler((event) => {
      if (event.key !== "F6") return true;
      event.preventDefault();
      if (event.type === "keydown") told.leave();
      return false;
    });
    terminal.onData((text) => this.#type(new TextEncoder().encode(text)));
    terminal.onBinary((text) => this.#type(Uint8Array.from(text, (character) => character.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => this.#tell({ type: "size", columns: cols, rows }));
    new ResizeObserver(() => this.fit()).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      terminal.options.theme = themeNow();
    });
    this.fit();
    this.#connect(0);
  }

  /** Fills its place, where that is shown. */
  fit(): void {
    const size = this.#fit.proposeDimensions();
    if (size && size.cols > 1 && size.rows > 1) this.#fit.fit();
  }

  focus(): void {
    this.#terminal.focus();
  }

  readAloud(on: boolean): void {
    this.#terminal.options.screenReaderMode = on;
  }

  close(): void {
    this.#isOver = true;
    this.#socket?.close();
    this.#terminal.dispose();
  }

  #connect(attempt: number): void {
    if (isGivenUp()) {
      this.#isOver = true;
      this.#terminal.write("\r\n[this link is not valid any more]\r\n");
      return;
    }
    const { cols, rows } = this.#terminal;
    const size = { columns: String(cols), rows: String(rows) };
    const socket = new WebSocket(socketAddress("terminal", { id: this.#id, at: this.#at, ...size }));
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    let tries = attempt;
    socket.onmessage = ({ data }) => {
      tries = 0;
      if (typeof data !== "string") this.#print(new Uint8Array(data));
      else this.#hear(JSON.parse(data));
    };
    socket.onclose = ({ code, reason }) => {
      if (this.#isOver) return;
      if (!forGood.includes(code)) setTimeout(() => this.#connect(tries + 1), pauseBefore(tries));
      else {
        this.#isOver = true;
        this.#told.over(reason);
      }
    };
  }

  #hear(message: ToTerminal): void {
    if (message.type === "ended") {
      this.#terminal.write(`\r\n[${message.text}]\r\n`);
      return;
    }
    // What another shell printed before the server was restarted is worth reading still.
    if (this.#shell === undefined || this.#shell === message.shell) this.#terminal.reset();
    else this.#terminal.write("\r\n[a new shell: the one before has ended with the server]\r\n");
    this.#shell = message.shell;
  }

  /** The server goes on when it knows that this was shown. */
  #print(bytes: Uint8Array): void {
    this.#terminal.write(bytes, () => {
      if (this.#shown === 0)
        setTimeout(() => {
          this.#tell({ type: "shown", bytes: this.#shown });
          this.#shown = 0;
        }, 20);
      this.#shown += bytes.length;
    });
  }

  #type(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length; at += piece)
      if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(bytes.slice(at, at + piece));
  }

  #tell(message: FromTerminal): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

/** The page's own colours, which follow the theme. */
function themeNow(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ...{ background: colour("panel"), foreground: colour("text"), cursor: colour("text") },
    ...{ cursorAccent: colour("panel"), selectionBackground: colour("selection") },
  };
}
