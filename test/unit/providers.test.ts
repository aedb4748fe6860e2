import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { endOrphanedProviders } from "../../lib/runtime/deploy/providers.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const sleep = join(projectDir, "terraform-provider-docker_v3.6.2");
const started: number[] = [];
mkdirSync(projectDir, { recursive: true });
copyFileSync(execFileSync("sh", ["-c", "readlink -f $(command -v sleep)"]).toString().trim(), sleep);
afterAll(() => {
  for (const pid of started.filter(lives)) process.kill(pid, "SIGKILL");
  rmSync(projectDir, { recursive: true });
});

/** A provider in a folder, started by something that lives on there, or does not. */
async function provider(folder: string, after: "wait" | "exit"): Promise<number> {
  const cwd = join(projectDir, folder);
  mkdirSync(cwd, { recursive: true });
  const terraform = spawn("sh", ["-c", `"${sleep}" 600 >/dev/null 2>&1 & echo $!; ${after}`], {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [pid] = await once(terraform.stdout, "data");
  started.push(Number(pid));
  // Until then it is a shell still.
  await expect.poll(() => readFileSync(`/proc/${Number(pid)}/comm`, "utf8")).toMatch(/^terraform-provi/);
  return Number(pid);
}

/** A process that has ended may wait for its parent to notice: it has no command line any more. */
const lives = (pid: number) => {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, "utf8") !== "";
};

it("ends a lab's providers whose Terraform is gone, of either front door, and no other", async () => {
  const orphans = [
    await provider(".underlay/deploy/stacks/lab-a", "exit"),
    await provider("cdktf.out/stacks/lab-a", "exit"),
  ];
  rmSync(join(projectDir, "cdktf.out"), { recursive: true });
  const others = [
    await provider(".underlay/deploy/stacks/lab-a", "wait"),
    await provider(".underlay/deploy/stacks/lab-b", "exit"),
    await provider("elsewhere/lab-a", "exit"),
  ];
  expect(await endOrphanedProviders("lab-a")).toBe(3);
  await expect.poll(() => orphans.map(lives)).toEqual([false, false]);
  expect(others.map(lives)).toEqual([true, true, true]);
});
