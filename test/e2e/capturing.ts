import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Captures what passes this filter for a second, on a seat's page. */
export async function capture(page: Page, filter: string): Promise<void> {
  await page.locator("#capture [name=seconds]").fill("1");
  await page.locator("#capture [name=filter]").fill(filter);
  await page.getByRole("button", { name: "Capture" }).click();
}

/** The page says so of it, sooner or later. */
export const expectCaptureSaid = (page: Page, text: RegExp) =>
  expect.poll(() => page.locator("#capture-said").textContent()).toMatch(text);
