import type { IncomingMessage, ServerResponse } from "node:http";
import { securityHeaders } from "./headers.ts";

export interface Answer {
  readonly status: number;
  /** @default text/plain */
  readonly type?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export const page = (body: string): Answer => ({ status: 200, type: "text/html", body });
export const done: Answer = { status: 204 };
export const refused = (status: number, body: string): Answer => ({ status, body: `${body}\n` });

/** Who asks for what is not there, or has no right to it, is told the same. */
export const nothing: Answer = refused(404, "There is nothing here. Is the link whole?");

export function send(response: ServerResponse, answer: Answer, withBody = true): void {
  const { status, type = "text/plain", body = "", headers = {} } = answer;
  const charset = type.startsWith("text/") ? "; charset=utf-8" : "";
  response.writeHead(status, {
    ...securityHeaders,
    ...(status === 204
      ? {}
      : { "Content-Type": `${type}${charset}`, "Content-Length": Buffer.byteLength(body) }),
    ...headers,
  });
  response.end(withBody && status !== 204 ? body : undefined);
}

/** Bytes of what is sent to the server. */
const mostBytes = 4096;

/** The fields of a form; undefined where there is more of it than any form of ours has. */
export async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > mostBytes) return undefined;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString());
}
