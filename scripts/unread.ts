import { relative } from "node:path";
import { oneLine } from "../lib/figures/plain-text.ts";
import type { Unread } from "../lib/runtime/runs/stored-records.ts";
import { say } from "../lib/runtime/terminal.ts";

/** Names on stderr what could not be read, and why. */
export function sayUnread(unread: readonly Unread[]): void {
  for (const { path, reason } of unread)
    say(oneLine(`not read: ${relative(process.cwd(), path)}: ${reason}`));
}
