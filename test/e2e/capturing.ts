import type { Page } from "playwright-core";

/** Captures what passes this filter for a second, on a seat's page. */
export async function capture(page: Page, filter: string): Promise<void> {
  await page.locator("#capture [name=seconds]").fill("1");
  await page.locator("#capture [name=filter]").fill(filter);
  await page.getByRole("button", { name: "Capture" }).click();
}

/** What the page says of it. */
export const captureSaid = (page: Page) => page.locator("#capture-said").textContent();
