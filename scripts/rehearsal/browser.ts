import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { aptInstall } from "../../lib/runtime/setup/system.ts";

const program = "/usr/bin/chromium";

/** Debian's own chromium, with the driver from npm: no browser is downloaded. */
export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(program))
    await aptInstall("chromium", ["chromium"], "Pages are looked at in a real browser");
  return chromium.launch({
    executablePath: program,
    // Root may not use its sandbox; and a container's /dev/shm is small.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
    // Who uses it ends it.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
}
