import type { Browser, Page } from "playwright-core";
import { waitFor } from "../../lib/runtime/wait-for.ts";

/** Milliseconds that a page may take for anything: it is what the rehearsal measures, so it waits for long. */
const patience = 120_000;

/** The terminal that is shown. */
const terminal = "[role=tabpanel]:not([hidden]) .xterm";

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
    await page.#shows(/root@.*#/).catch(async () => {
      throw new Error(`no shell within ${patience / 1000} s: ${await page.#said()}`);
    });
    return page;
  }

  /** Types a command into the terminal: milliseconds until what it prints is shown. */
  async echo(): Promise<number> {
    this.#echoes += 1;
    // The command as it is typed does not have what it prints.
    await this.type(`clear; echo echo-$((${this.#echoes}*7)).`);
    const began = performance.now();
    await this.type("\n");
    await this.#shows(`echo-${this.#echoes * 7}.`);
    return performance.now() - began;
  }

  /** Types into the terminal that is shown. */
  async type(text: string): Promise<void> {
    await this.#page.locator(`${terminal} textarea`).focus();
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
    const part = `[data-task="${task}"]`;
    await this.#open(task);
    await this.#page.evaluate(`document.querySelector('${part} [data-verdict]').textContent = ''`);
    await this.#page.locator(`${part} ${button}:enabled`).click();
    const said = this.#page.locator(`${part} [data-verdict]`, { hasText: /^[✓✗?]|not checked/ });
    return (await said.textContent()) ?? "";
  }

  async #shows(text: string | RegExp): Promise<void> {
    // A terminal draws nothing where nobody sees it, and a drawing of the lab that comes meanwhile may push it there.
    await this.#page.locator(terminal).scrollIntoViewIfNeeded();
    await this.#page.locator(`${terminal}-rows`, { hasText: text }).waitFor();
  }

  /** What it says of itself, for whoever has to find out why it does not do what it should. */
  async #said(): Promise<string> {
    const parts = ["#connection", "#terminal-said", `${terminal}-rows`];
    const texts = parts.map((part) => this.#page.locator(part).allInnerTexts());
    return `the page has ${JSON.stringify((await Promise.all(texts)).flat())}`;
  }

  async #found(task: string): Promise<string> {
    const checks = await this.#page.locator(`[data-task="${task}"] .checks li`).allTextContents();
    return checks.join("; ");
  }
}
