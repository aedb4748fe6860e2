import type { Browser, Page } from "playwright-core";
import { waitFor } from "../../lib/runtime/wait-for.ts";

/** Milliseconds that a page may take for anything: it is what the rehearsal measures, so it waits for long. */
const patience = 120_000;

/** The rows of the terminal that is shown, as text. */
const screen = `[...document.querySelectorAll('[role=tabpanel]:not([hidden]) .xterm-rows > div')]
  .map((row) => row.textContent).join('\\n')`;

/** A seat's page in a real browser, used by its buttons and by what is typed. */
export class SeatPage {
  readonly #page: Page;
  #echoes = 0;

  constructor(page: Page) {
    this.#page = page;
    page.setDefaultTimeout(patience);
  }

  /** Resolves when the page is connected and shows the lab, with a shell in a terminal. */
  static async open(browser: Browser, link: string): Promise<SeatPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = new SeatPage(await context.newPage());
    await page.#page.goto(link);
    await page.#page.locator("#drawing svg").waitFor();
    await page.#page.getByRole("button", { name: "New terminal" }).click();
    await page.#page.waitForFunction(`/root@.*#/.test(${screen})`);
    return page;
  }

  /** Types a command into the terminal: milliseconds until what it prints is shown. */
  async echo(): Promise<number> {
    this.#echoes += 1;
    const began = performance.now();
    // The command as it is typed does not have what it prints.
    await this.type(`clear; echo echo-$((${this.#echoes}*7))\n`);
    await this.#page.waitForFunction(`(${screen}).includes('echo-${this.#echoes * 7}\\n')`);
    return performance.now() - began;
  }

  /** Types into the terminal that is shown. */
  async type(text: string): Promise<void> {
    await this.#page.locator("[role=tabpanel]:not([hidden]) .xterm textarea").focus();
    await this.#page.keyboard.type(text);
  }

  /** Presses "Break it", if the task has that button, and waits until it is broken. */
  async begin(task: string): Promise<void> {
    await this.#open(task);
    if ((await this.#page.locator(`[data-task="${task}"] [data-begin]`).count()) === 0) return;
    await this.#press(task, "[data-begin]");
  }

  /** Presses "Check" until the task is solved, or is not: how many seconds the last look took. Throws when it stays otherwise. */
  async check(task: string, solved: boolean, limit = 90): Promise<number> {
    const wanted = solved ? "✓" : "✗";
    const found = await waitFor(limit, async () => {
      const began = performance.now();
      const verdict = await this.#press(task, "[data-check]");
      return verdict.startsWith(wanted) ? (performance.now() - began) / 1000 : undefined;
    });
    if (found === undefined)
      throw new Error(
        `${task} is not ${solved ? "solved" : "unsolved"} within ${limit} s: ${await this.#found(task)}`,
      );
    return found;
  }

  /** Its page, with everything on it. */
  get page(): Page {
    return this.#page;
  }

  async #open(task: string): Promise<void> {
    await this.#page.evaluate(`document.querySelector('[data-task="${task}"]').open = true`);
  }

  /** Presses a button of a task, and waits for what the page then says of it. */
  async #press(task: string, button: string): Promise<string> {
    const badge = `document.querySelector('[data-task="${task}"] [data-verdict]')`;
    await this.#open(task);
    await this.#page.evaluate(`${badge}.textContent = '…'`);
    await this.#page.locator(`[data-task="${task}"] ${button}:enabled`).click();
    await this.#page.waitForFunction(`!${badge}.textContent.endsWith('…')`);
    return String(await this.#page.evaluate(`${badge}.textContent`));
  }

  async #found(task: string): Promise<string> {
    const checks = await this.#page.locator(`[data-task="${task}"] .checks li`).allTextContents();
    return checks.join("; ");
  }
}
