import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createSecureContext } from "node:tls";
import { columns } from "../../lib/figures/columns.ts";
import { messageOf } from "../../lib/model/errors.ts";
import { withLock } from "../../lib/runtime/lock.ts";
import { isLoopback, listenAddress, listenFailure, reachedBy } from "../../lib/runtime/serve/address.ts";
import { linkOf } from "../../lib/runtime/serve/admission.ts";
import { labsOn } from "../../lib/runtime/serve/labs.ts";
import { servedWorkshop } from "../../lib/runtime/serve/served-workshop.ts";
import { type Served, serve } from "../../lib/runtime/serve/server.ts";
import type { Workshop } from "../../lib/runtime/serve/workshop.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { interruption, print, Refusal, refusing, say } from "../../lib/runtime/terminal.ts";
import { readPages, writeAddress, writePages } from "../../lib/runtime/workshop/pages-store.ts";
import { servingLock, workshopId } from "../../lib/runtime/workshop/store.ts";
import { readWorkshop } from "../../lib/tasks/model/read.ts";
import type { WorkshopRecord } from "../../lib/workshop/seat.ts";

/** As the command line has them. */
export interface ServingOptions {
  readonly listen: string;
  readonly url?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly json?: boolean;
}

/**
 * Serves a workshop's pages until it is interrupted, or the workshop taken down. `name` is what errors call the file. Throws a Refusal where
 * no page can be served, or another server has them.
 */
export const serving = (file: string, name: string, options: ServingOptions): Promise<void> =>
  withLock(servingLock(workshopId(file)), `workshop serve of ${basename(file)}`, () =>
    serveToEnd(file, name, options),
  );

async function serveToEnd(file: string, name: string, options: ServingOptions): Promise<void> {
  const signal = interruption();
  const { listen, tls, url, installation, record, served, ended, kept } = await refusing(async () => {
    const installation = requireInstallation();
    const listen = listenAddress(options.listen);
    const workshop = readWorkshop(file, name);
    const found = await servedWorkshop({ file, workshop, installation, signal });
    return {
      ...{ listen, installation, ...found },
      tls: await tlsOf(options),
      url: options.url === undefined ? undefined : originOf(options.url),
      kept: await readPages(found.record),
    };
  });
  const { keep, kept: last } = keeper(record);
  const server = await serve({
    ...{ workshop: served, labs: labsOn(installation), listen, tls, url, host: reachedBy(listen) },
    kept: { text: kept, keep },
  }).catch((error) => {
    if (error.syscall !== "listen") throw error;
    throw new Refusal(listenFailure(error, listen), { cause: error });
  });
  if (!tls && !isLoopback(listen))
    say("there is no certificate (--tls-cert): links, and all that is typed, can be read on the way");
  await writeAddress(record, server.url).catch(sayUnkept);
  await tellLinks(server, served, options.json ?? false);
  if (!ended.aborted) await once(ended, "abort");
  if (!signal.aborted)
    say("the workshop was taken down, so its pages end; serve them anew once seats are up again");
  await server.close();
  await last();
}

const sayUnkept = (error: unknown): void =>
  say(`what the pages remember cannot be kept: ${messageOf(error)}`);

/** Writes the latest of what the pages remember; what comes while that lasts is written once, afterwards. */
function keeper(record: WorkshopRecord): { keep(text: string): void; kept(): Promise<void> } {
  let next: string | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    const text = next;
    next = undefined;
    if (text !== undefined) await writePages(record, text);
  };
  return {
    keep(text) {
      next = text;
      writing = writing.then(write).catch(sayUnkept);
    },
    kept: () => writing,
  };
}

async function tellLinks({ url }: Served, workshop: Workshop, json: boolean): Promise<void> {
  const seats = (await workshop.seats()).map(({ seat, lab, token }) => ({
    ...{ seat, lab, link: linkOf(url, seat, token) },
  }));
  const trainer = linkOf(url, null, workshop.trainerToken);
  if (json) return print({ trainer, seats });
  const rows = seats.map(({ seat, lab, link }) => [String(seat), lab, link]);
  console.log(columns([["SEAT", "LAB", "LINK"], ["trainer", "", trainer], ...rows]));
  say("serving; Ctrl-C ends it");
}

/** The scheme, host and port of a URL, and its path without a slash at its end. */
function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "" || url.username !== "")
    throw new Error(
      `"${text}" is no URL of a server. Write e.g. https://workshop.example:8443 (http or https, without "?" and "#").`,
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

async function tlsOf({
  tlsCert,
  tlsKey,
}: ServingOptions): Promise<{ cert: Buffer; key: Buffer } | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new Error("--tls-cert and --tls-key go together. Name both, or none.");
  const read = (file: string) =>
    readFile(file).catch((error) => {
      throw new Error(`${file} cannot be read: ${messageOf(error)}`);
    });
  const pair = { cert: await read(tlsCert), key: await read(tlsKey) };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw new Error(
      `${tlsCert} and ${tlsKey} are no certificate and its key (${messageOf(error)}). Both are PEM, and the key has no password.`,
      { cause: error },
    );
  }
  return pair;
}
