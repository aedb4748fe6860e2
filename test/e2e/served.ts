import { afterAll, beforeAll, expect } from "vitest";
import type { ProcessPromise } from "zx/core";
import { type Links, linksOf } from "../../scripts/rehearsal/page-server.ts";
import { expectGone } from "./lab.ts";
import { fixtureLabs, underlay } from "./support.ts";

/** A workshop whose seats are up, and whose pages are served, while the tests of a file run. */
export class Served {
  readonly #file: string;
  server!: ProcessPromise;
  links!: Links;
  port = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Starts the server, at the same port as before, and reads the links that it prints. */
  async start(): Promise<void> {
    const where = ["--listen", `127.0.0.1:${this.port}`];
    this.server = underlay(["workshop", "serve", this.#file, "--json", ...where], fixtureLabs);
    this.links = await linksOf(this.server);
    this.port = Number(new URL(this.links.trainer).port);
  }
}

/** `labs` are those of its seats, of which nothing may be left. */
export function useServed(file: string, labs: readonly string[]): Served {
  const served = new Served(file);
  beforeAll(async () => {
    await underlay(["workshop", "down", file]);
    const up = await underlay(["workshop", "up", file], fixtureLabs);
    expect(up.exitCode, up.stderr).toBe(0);
    await served.start();
  });
  afterAll(async () => {
    await served.server.kill("SIGTERM");
    expect((await served.server).exitCode).toBe(0);
    await underlay(["workshop", "down", file]);
    for (const lab of labs) await expectGone(lab, []);
  });
  return served;
}
