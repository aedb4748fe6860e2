import { once, setMaxListeners } from "node:events";
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { messageOf } from "../../model/errors.ts";
import { admit, type Place, placeOf } from "./admission.ts";
import { type Answer, formOf, nothing, refused, send } from "./answer.ts";
import { type Assets, assets } from "./assets.ts";
import { Attempts } from "./attempts.ts";
import { Board } from "./board.ts";
import { Hub } from "./hub.ts";
import type { Labs } from "./labs.ts";
import { Lookout } from "./lookout.ts";
import type { Room } from "./room.ts";
import { sendCapture } from "./routes/capture.ts";
import { seatAnswer } from "./routes/seat.ts";
import { trainerAnswer } from "./routes/trainer.ts";
import { Rows } from "./rows.ts";
import { isOwnOrigin, Sockets } from "./sockets.ts";
import { Sessions } from "./terminals/sessions.ts";
import { Work } from "./work.ts";
import type { Workshop } from "./workshop.ts";

export interface ServeOptions {
  readonly workshop: Workshop;
  readonly labs: Labs;
  readonly listen: { readonly address: string; readonly port: number };
  /** Certificate chain and key, PEM. @default - plain HTTP */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** By what people call the server. @default - by its host and port */
  readonly url?: string | undefined;
  /** The address by which others reach it. @default - the one it listens on */
  readonly host?: string;
  /** What was remembered, and what remembers it. */
  readonly kept?: { readonly text: string | undefined; readonly keep: (text: string) => void };
  /** Seconds that a terminal is kept which no page shows. */
  readonly terminalPatience?: number;
}

export interface Served {
  /** By what people call it, without a slash at its end. */
  readonly url: string;
  /** The address that it listens on, as a URL. */
  readonly listening: string;
  /** Ends every terminal, and tells every page that the server goes away. */
  close(): Promise<void>;
}

/** What one connection may take of the server. */
const limits = { maxHeaderSize: 8192, headersTimeout: 10_000, requestTimeout: 30_000 } as const;
const mostConnections = 2000;

/** Serves a workshop's pages until it is closed. Rejects where the address cannot be had. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { tls, listen } = options;
  const server = tls ? createHttps({ ...limits, ...tls, minVersion: "TLSv1.2" }) : createHttp(limits);
  server.maxConnections = mostConnections;
  const ending = new AbortController();
  // One for each command that runs: with many seats there are many.
  setMaxListeners(0, ending.signal);
  const loaded = await assets();
  server.listen(listen.port, listen.address);
  await once(server, "listening");
  const listening = urlOf(server, tls !== undefined);
  const url = options.url ?? urlOf(server, tls !== undefined, options.host);
  const room = roomOf(options, url, ending.signal, loaded);
  const sockets = new Sockets(room);
  const attempts = new Attempts();
  server.on("request", (request, response) => {
    answer(room, attempts, request, response).catch((error) => {
      if (response.headersSent) response.destroy();
      else send(response, refused(500, `This did not work: ${messageOf(error)}`));
    });
  });
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    upgrade(room, attempts, sockets, request, stream, head).catch(() => stream.destroy());
  });
  return {
    ...{ url, listening },
    async close() {
      ending.abort(new Error("It was interrupted: the server has ended."));
      const closed = once(server, "close");
      server.close();
      sockets.close();
      await room.sessions.endAll();
      server.closeAllConnections();
      await closed;
    },
  };
}

function roomOf(options: ServeOptions, url: string, signal: AbortSignal, assets: Assets): Room {
  const { workshop, labs, kept } = options;
  const hub = new Hub();
  const board = new Board(kept?.text, kept?.keep ?? (() => undefined));
  const lookout = new Lookout(workshop, labs, hub, signal);
  const sessions = new Sessions(
    labs,
    (seat) => {
      hub.tell(seat, { type: "terminals", open: sessions.of(seat) });
      rows.changed();
    },
    options.terminalPatience,
  );
  const rows: Rows = new Rows({ workshop, board, hub, sessions, work: () => work });
  const work: Work = new Work({ workshop, board, hub, lookout, sessions, signal, changed: rows.changed });
  rows.watch(signal);
  return { ...{ workshop, labs, hub, board, lookout, sessions, work, rows, assets, url, signal } };
}

async function answer(
  room: Room,
  attempts: Attempts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", socket } = request;
  const url = urlAsked(request);
  const place = url && placeOf(url, room.url);
  const visitor = await admit(room.workshop, attempts, place, socket.remoteAddress ?? "");
  const reply = (given: Answer) => send(response, given, method !== "HEAD");
  if ("status" in visitor || !url || !place) return reply("status" in visitor ? visitor : nothing);
  const { rest } = place;
  if (rest === undefined) return reply({ status: 303, headers: { Location: whereTo(url, place) } });
  if (method === "POST") {
    if (!isOwnOrigin(request, room.url)) return reply(refused(403, "Another page asked for this."));
  } else if (method !== "GET" && method !== "HEAD")
    return reply(refused(405, "Only GET and POST are known."));
  const form = method === "POST" ? await formOf(request) : new URLSearchParams();
  if (!form) return reply({ ...refused(413, "This is too much."), headers: { Connection: "close" } });
  const asked = method === "POST" ? "POST" : "GET";
  if ("trainer" in visitor) return reply(await trainerAnswer(room, asked, rest, form));
  if (asked === "GET" && rest === "capture")
    return sendCapture(room, visitor.seat, url.searchParams, response);
  return reply(await seatAnswer(room, visitor.seat, asked, rest));
}

async function upgrade(
  room: Room,
  attempts: Attempts,
  sockets: Sockets,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
): Promise<void> {
  const url = urlAsked(request);
  const place = url && placeOf(url, room.url);
  const visitor = await admit(room.workshop, attempts, place, request.socket.remoteAddress ?? "");
  const status =
    "status" in visitor || !url
      ? ("status" in visitor && visitor.status) || 404
      : sockets.take(request, stream, head, visitor, {
          rest: place?.rest ?? "",
          query: url.searchParams,
        });
  if (status !== null)
    stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Relative: what is before it may be another server's, which hands on what is below a path of its own. */
function whereTo({ pathname }: URL, { token }: Place): string {
  const last = pathname.slice(pathname.lastIndexOf("/") + 1);
  return last === "" || last === token ? `${token}/` : `${last}/${token}/`;
}

/** The path that is asked for; undefined for what is none. */
function urlAsked({ url = "" }: IncomingMessage): URL | undefined {
  const text = `http://server${url}`;
  return url.startsWith("/") && URL.canParse(text) ? new URL(text) : undefined;
}

function urlOf(server: Server, isTls: boolean, host?: string): string {
  const { address, port } = server.address() as AddressInfo;
  const name = host ?? address;
  return `${isTls ? "https" : "http"}://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}
