import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";
import { aptInstall } from "../../lib/runtime/setup/system.ts";

const program = "/usr/bin/chromium";

/** Debian's own chromium, with the driver from npm: no browser is downloaded. */
async function launch(): Promise<Browser> {
  if (!existsSync(program))
    await aptInstall("chromium", ["chromium"], "These tests look at pages in a real browser");
  return chromium.launch({
    executablePath: program,
    // Root may not use its sandbox; and a container's /dev/shm is small.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** A browser for the tests of a file. `complaints` is what pages said in their console, threw, or could not load. */
export function useBrowser() {
  let browser: Browser | undefined;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  return {
    complaints,
    async page(url: string, options: BrowserContextOptions = {}): Promise<Page> {
      if (!browser) throw new Error("there is no browser yet");
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => complaints.push(String(error.stack)));
      page.on("requestfailed", (request) =>
        complaints.push(`${request.url()}: ${request.failure()?.errorText}`),
      );
      page.on("request", (request) => {
        if (new URL(request.url()).host !== new URL(url).host && !request.url().startsWith("data:"))
          complaints.push(`a request to another server: ${request.url()}`);
      });
      await page.goto(url);
      return page;
    },
  };
}

/** What a page's texts lack in contrast. */
export const lowContrast = (page: Page): Promise<string[]> =>
  page.evaluate(readFileSync(join(projectDir, "test/fixtures/low-contrast.js"), "utf8"));
