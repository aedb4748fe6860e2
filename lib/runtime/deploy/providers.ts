import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { projectDir } from "../project.ts";

/**
 * Ends the providers that work in a lab's folder, of either front door, and whose Terraform is gone. A Terraform that is killed leaves
 * them, and they wait for it for ever (servers of hashicorp/go-plugin do not watch their client). Returns how many there were,
 * those of a Terraform that lives among them.
 */
export async function endOrphanedProviders(lab: string): Promise<number> {
  let found = 0;
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const folder = await folderOf(pid);
    if (!folder?.startsWith(`${projectDir}/`) || !folder.endsWith(join("/stacks", lab))) continue;
    const { name, parent } = await about(pid);
    // The kernel keeps fifteen characters of a name.
    if (!name.startsWith("terraform-provi")) continue;
    found += 1;
    if ((await folderOf(parent)) === folder) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** Where a process works, be the folder still there or not; undefined when there is no such process, or it is another user's. */
async function folderOf(pid: string): Promise<string | undefined> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return folder?.replace(/ \(deleted\)$/, "");
}

async function about(pid: string): Promise<{ name: string; parent: string }> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const value = (key: string) => new RegExp(`^${key}:\\s*(.*)$`, "m").exec(text)?.[1] ?? "";
  return { name: value("Name"), parent: value("PPid") };
}
