import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";
import { launchBrowser } from "../../scripts/rehearsal/browser.ts";

/** A browser for the tests of a file. `complaints` is what pages said in their console, threw, or could not load. */
export function useBrowser() {
  let browser: Browser | undefined;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  return {
    complaints,
    /** A page at `url`, in a context of its own. `prepare` has it before it loads anything. */
    async page(
      url: string,
      options: BrowserContextOptions = {},
      prepare: (page: Page) => Promise<void> = async () => {},
    ): Promise<Page> {
      if (!browser) throw new Error("there is no browser yet");
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(120_000);
      const page = await context.newPage();
      page.on("console", (message) =>
        complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`),
      );
      page.on("pageerror", (error) => complaints.push(String(error.stack)));
      page.on("requestfailed", (request) =>
        complaints.push(`${request.url()}: ${request.failure()?.errorText}`),
      );
      page.on("request", (request) => {
        if (new URL(request.url()).host !== new URL(url).host && !request.url().startsWith("data:"))
          complaints.push(`a request to another server: ${request.url()}`);
      });
      await prepare(page);
      await page.goto(url);
      return page;
    },
  };
}

/** Keeps what the server tells a page from it, until it is released. `hold` prepares the page. */
export function heldBack() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hold = (page: Page) =>
    page.routeWebSocket(/./, async (socket) => {
      await released;
      socket.connectToServer();
    });
  return { hold, release: () => release() };
}

/** Prepares a page of which the browser itself says something: that an answer is a refusal, or that it has no icon; a file may be a request to it. */
export async function unheard(page: Page): Promise<void> {
  await page.removeAllListeners("console");
  await page.removeAllListeners("request");
}

/** What a page's texts lack in contrast. */
export const lowContrast = (page: Page): Promise<string[]> =>
  page.evaluate(readFileSync(join(projectDir, "test/fixtures/low-contrast.js"), "utf8"));

/** Presses keys one after the other. */
export const press = (page: Page, ...keys: readonly string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
/** What the terminal shows that has the focus. */
export const screen = (page: Page) =>
  page.evaluate(
    "[...document.querySelectorAll('[role=tabpanel]:not([hidden]) .xterm-rows > div')].map((row) => row.textContent).join(String.fromCharCode(10))",
  ) as Promise<string>;
export const shows = (page: Page, text: RegExp) => expect.poll(() => screen(page)).toMatch(text);
/** Goes on by the Tab key until what has the focus is this. */
export async function tabTo(page: Page, what: RegExp, most = 60): Promise<void> {
  for (let step = 0; step < most; step += 1) {
    const text = String(
      await page.evaluate("document.activeElement.name || document.activeElement.textContent"),
    );
    if (what.test(text)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key never gets to ${what}`);
}
