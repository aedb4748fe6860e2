import type { Browser, Page } from "playwright-core";
import { $ } from "zx/core";
import { messageOf } from "../../lib/model/errors.ts";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import type { Installation } from "../../lib/model/installation.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import {
  readNeighbourTable,
  readReceiveQueues,
  writeLimited,
  writeThresholds,
} from "../../lib/runtime/scale/kernel-settings.ts";
import { availableMemory, seconds, underlay } from "../bench/contestants.ts";
import type { Bystander } from "./bystanders.ts";
import { leftOver, thingsThere } from "./left.ts";
import { linksOf } from "./page-server.ts";
import { SeatPage } from "./seat-page.ts";

export interface RoomOptions {
  /** The workshop's. */
  readonly file: string;
  readonly seats: number;
  readonly hostKind: HostKind | undefined;
  /** Whether what seats share of the kernel is set up for it meanwhile. */
  readonly tune: boolean;
  readonly installation: Installation;
  readonly browser: Browser;
}

/** A seat that is up, with its page open in a browser. */
export type Seated = Bystander & { readonly seat: number; readonly link: string };

export interface Room {
  readonly seats: readonly Seated[];
  readonly trainer: Page;
}

/** What it took, in seconds but for the memory (GB), and what was left of it. */
export interface RoomFigures {
  readonly up: number;
  readonly gigabytes: number;
  readonly pages: number;
  readonly down: number;
  readonly left: readonly string[];
}

/** Brings a workshop up, has every seat's page open while `work` runs, and takes it down. */
export async function inRoom<T>(
  { file, seats, hostKind, tune, installation, browser }: RoomOptions,
  work: (room: Room) => Promise<T>,
): Promise<RoomFigures & { readonly result: T }> {
  const engine = new Engine(installation);
  const before = await thingsThere(engine, installation);
  const free = await availableMemory(engine, installation);
  const options = [
    ...["--seats", String(seats)],
    ...(hostKind === undefined ? [] : ["--host-kind", hostKind]),
    ...(tune ? ["--tune"] : []),
  ];
  const { thresholds } = await readNeighbourTable(engine, installation.images);
  const { limited } = await readReceiveQueues(engine, installation.images);
  const takeDown = () => underlay(["workshop", "down", file]);
  try {
    const up = await seconds(() => underlay(["workshop", "up", file, ...options]));
    const gigabytes = free - (await availableMemory(engine, installation));
    const held = await withPages(file, browser, work);
    const down = await seconds(takeDown);
    return { ...held, up, gigabytes, down, left: leftOver(before, await thingsThere(engine, installation)) };
  } catch (error) {
    await takeDown().nothrow();
    throw error;
  } finally {
    // The kernel is the machine's: it is again as it was.
    if (tune) {
      await writeThresholds(engine, installation.images, thresholds);
      await writeLimited(engine, installation.images, limited);
    }
  }
}

async function withPages<T>(
  file: string,
  browser: Browser,
  work: (room: Room) => Promise<T>,
): Promise<{ readonly pages: number; readonly result: T }> {
  const args = ["workshop", "serve", file, "--json", "--listen", "127.0.0.1:0"];
  const server = $({ cwd: projectDir, quiet: true, nothrow: true })`node scripts/underlay.mjs ${args}`;
  try {
    const links = await linksOf(server);
    const opened = (seat: number, link: string) =>
      SeatPage.open(browser, link).catch((error: unknown) => {
        throw new Error(`seat ${seat}: ${messageOf(error)}`);
      });
    const began = performance.now();
    const trainer = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const [seats] = await Promise.all([
      Promise.all(
        links.seats.map(async ({ seat, lab, link }) => ({
          ...{ seat, link, page: await opened(seat, link), lab: await requireDeployed(lab) },
        })),
      ),
      // The trainer's is told of every seat.
      trainer.goto(links.trainer),
    ]);
    const pages = (performance.now() - began) / 1000;
    const result = await work({ seats, trainer });
    return { pages, result };
  } finally {
    for (const context of browser.contexts()) await context.close();
    await server.kill("SIGTERM");
    await server;
  }
}
