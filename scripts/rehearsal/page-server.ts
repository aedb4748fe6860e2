import type { ProcessPromise } from "zx/core";
import { parseJson } from "../../lib/model/json.ts";

/** The links that `underlay workshop serve --json` prints. */
export interface Links {
  readonly trainer: string;
  readonly seats: readonly { readonly seat: number; readonly lab: string; readonly link: string }[];
}

/** Resolves with the links as soon as the server has printed them. Throws with what it says when it ends before. */
export async function linksOf(server: ProcessPromise): Promise<Links> {
  let said = "";
  for await (const part of server.stdout) {
    said += String(part);
    const read = parseJson(said);
    if (read !== undefined) return read as Links;
  }
  throw new Error(`the server does not start: ${(await server.nothrow()).stderr}`);
}
