import { createHash, randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { z } from "zod";
import { json, parseJson } from "../../model/json.ts";
import {
  type Seat,
  seatSchema,
  type WorkshopRecord,
  type WorkshopState,
  workshopSchema,
} from "../../workshop/seat.ts";
import { writeWhole } from "../files.ts";
import { projectDir, stateDir } from "../project.ts";
import { Refusal } from "../terminal.ts";

/**
 * What is kept of workshops:
 *
 *     .underlay/workshops/ID.lock            held while seats come up or all are taken down
 *     .underlay/workshops/ID.serving.lock    held while its pages are served
 *     .underlay/workshops/ID/workshop.json   which file and lab
 *     .underlay/workshops/ID/seats/7.json    a seat; whoever works on it holds the lock of the seat's lab
 *     .underlay/workshops/ID/tokens/7        the secret in the seat's link, which only the owner may read; tokens/trainer is the trainer's
 *
 * What is kept of its pages is in pages-store.ts. Each file is written whole, so what is read is never half of something.
 */
const folder = join(stateDir, "workshops");

/** A workshop goes by its file: the same file is the same workshop, also when it is edited or gone. */
export function workshopId(file: string): string {
  const path = relative(projectDir, join(realFolder(dirname(resolve(file))), basename(file)));
  const name = basename(file).replace(/\.[^.]*$/, "");
  const readable = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 40);
  return `${readable || "workshop"}-${createHash("sha256").update(path).digest("hex").slice(0, 8)}`;
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export const workshopLock = (id: string): string => join(folder, `${id}.lock`);
/** Held by the one server of a workshop's pages: another would write over what this one remembers, and hang up its terminals. */
export const servingLock = (id: string): string => join(folder, `${id}.serving.lock`);
export const workshopDir = (id: string): string => join(folder, id);
const seatsDir = (id: string): string => join(workshopDir(id), "seats");
const tokensDir = (id: string): string => join(workshopDir(id), "tokens");

/** What is known of a file's workshop; undefined when nothing of it is up. Throws where a record cannot be read. */
export async function readSeats(file: string): Promise<WorkshopState | undefined> {
  return readState(workshopId(file));
}

/** A workshop's record without its seats; undefined when nothing of it is up. Throws where it cannot be read. */
const readRecord = (id: string): Promise<WorkshopRecord | undefined> =>
  read(join(workshopDir(id), "workshop.json"), workshopSchema);

/** Whether a workshop is up that was when `since` was read: of the same file another may be, with other links. */
export const isUp = async ({ id, since }: Pick<WorkshopRecord, "id" | "since">): Promise<boolean> =>
  (await readRecord(id))?.since === since;

/** A seat's record as it is now; undefined where it was taken down, or its workshop. */
export async function readSeat(
  workshop: Pick<WorkshopRecord, "id" | "since">,
  seat: number,
): Promise<Seat | undefined> {
  return (await isUp(workshop)) ? read(join(seatsDir(workshop.id), `${seat}.json`), seatSchema) : undefined;
}

async function readState(id: string): Promise<WorkshopState | undefined> {
  const workshop = await readRecord(id);
  if (!workshop) return undefined;
  const names = (await readdir(seatsDir(id)).catch(() => [])).filter((name) => /^\d+\.json$/.test(name));
  const seats = await Promise.all(names.map((name) => read(join(seatsDir(id), name), seatSchema)));
  return { workshop, seats: seats.flatMap((seat) => seat ?? []).sort((a, b) => a.seat - b.seat) };
}

/** What is known of a file's workshop; throws with the files of those that are up where nothing is. */
export async function requireSeats(file: string): Promise<WorkshopState> {
  const state = await readSeats(file);
  if (state) return state;
  const others = (await readWorkshops()).map(({ workshop }) => workshop.file);
  throw new Refusal(
    `Nothing of the workshop ${file} is up. ${others.length === 0 ? "No workshop is" : `Workshops that are: ${others.join(", ")}`}.`,
  );
}

/** All workshops of which something is up, but those whose record cannot be read. */
export async function readWorkshops(): Promise<WorkshopState[]> {
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const ids = names.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const states = await Promise.all(ids.sort().map((id) => readState(id).catch(() => undefined)));
  return states.flatMap((state) => state ?? []);
}

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { success, data } = schema.safeParse(parseJson(text));
  if (success) return data;
  throw new Error(
    `${relative(".", file)} is no record of this version of Underlay. Take its workshop down with the version that made it, or remove its labs with "npx underlay destroy" and then the folder ${relative(".", dirname(file))}.`,
  );
}

export async function writeWorkshop(workshop: WorkshopRecord): Promise<void> {
  await mkdir(seatsDir(workshop.id), { recursive: true });
  await write(join(workshopDir(workshop.id), "workshop.json"), json(workshop));
}

export async function writeSeat(id: string, seat: Seat): Promise<void> {
  await write(join(seatsDir(id), `${seat.seat}.json`), json(seat));
}

const write = (file: string, text: string, mode?: number): Promise<void> =>
  writeWhole(file, (temporary) => writeFile(temporary, text, { mode }));

/** Forgets a seat of which nothing is left, and its link with it. */
export async function forgetSeat(id: string, seat: number): Promise<void> {
  await rm(join(tokensDir(id), String(seat)), { force: true });
  await rm(join(seatsDir(id), `${seat}.json`), { force: true });
}

/** The secret of a seat's link (256 random bits, base64url), made when it is asked for first. */
export const seatToken = (id: string, seat: number): Promise<string> => tokenOf(id, String(seat));

/** The same of the trainer's page. */
export const trainerToken = (id: string): Promise<string> => tokenOf(id, "trainer");

/**
 * Either, the trainer's for null, where it was made already: while a workshop is taken down, whoever only reads must make nothing
 * of it.
 */
export const knownToken = (id: string, seat: number | null): Promise<string | undefined> =>
  readToken(id, seat === null ? "trainer" : String(seat));

async function tokenOf(id: string, whose: string): Promise<string> {
  const found = await readToken(id, whose);
  if (found !== undefined) return found;
  await mkdir(tokensDir(id), { recursive: true, mode: 0o700 });
  await chmod(tokensDir(id), 0o700);
  const token = randomBytes(32).toString("base64url");
  await write(join(tokensDir(id), whose), token, 0o600);
  return token;
}

async function readToken(id: string, whose: string): Promise<string | undefined> {
  const found = await readFile(join(tokensDir(id), whose), "utf8").catch(() => "");
  return found === "" ? undefined : found;
}

/** Forgets the links of all pages. */
export async function forgetTokens(id: string): Promise<void> {
  await rm(tokensDir(id), { recursive: true, force: true });
}

/** Forgets a workshop, once nothing of its seats is left. */
export async function forgetWorkshop(id: string): Promise<void> {
  await rm(workshopDir(id), { recursive: true, force: true });
}
