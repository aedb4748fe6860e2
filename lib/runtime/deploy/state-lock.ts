import { readFile, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { stateFile } from "../labs.ts";

/** Seconds that a Terraform which is at work is waited for: one that lost its caller ends soon. */
const patience = 10;

/** Throws, after a while, when a Terraform works on a lab: it would write the state again that is being removed. */
export async function refuseWhileTerraformWorks(lab: string): Promise<void> {
  const deadline = Date.now() + patience * 1000;
  while (await isLocked(stateFile(lab))) {
    if (Date.now() > deadline) {
      const note = await readFile(stateFile(lab).replace(/([^/]+)$/, ".$1.lock.info"), "utf8").catch(
        () => "{}",
      );
      const { Who = "someone", Operation = "an operation" } = JSON.parse(note || "{}");
      throw new Error(
        `Terraform is at work on ${lab} (${Operation} of ${Who}). Wait until it has ended, then run this again.`,
      );
    }
    await delay(300);
  }
}

/** Terraform's local backend locks its state file by fcntl(2), which the kernel lists in /proc/locks by inode (proc(5)). */
async function isLocked(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return false;
  const locks = await readFile("/proc/locks", "utf8");
  return locks.split("\n").some((line) => /POSIX/.test(line) && line.includes(`:${found.ino} `));
}
