import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";
import { taskIn } from "../../lib/tasks/model/placeholders.ts";
import { placeNamed } from "../../lib/tasks/places.ts";
import { seatNeed } from "../../lib/workshop/budget.ts";
import { chapters, typedIn, workshopFolder } from "../fixtures/workshop-files.ts";

const tasks = chapters.flatMap(({ workshop }) => workshop.tasks);

it("the workshop has nine chapters of labs that can be up together, and 15 tasks of different names", () => {
  expect(chapters.map(({ name }) => name)).toEqual([
    "1-veth-pair.yaml",
    "2-bridge.yaml",
    "3-flannel-udp.yaml",
    "4-vxlan.yaml",
    "5-host-gw.yaml",
    "6-calico-mesh.yaml",
    "7-route-reflector.yaml",
    "8-ipip.yaml",
    "9-gateway.yaml",
  ]);
  const networks = chapters.flatMap(({ spec }) => spec.segments.map(({ cidr }) => cidr));
  expect(new Set(networks).size).toBe(networks.length);
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(15);
});

const page = readFileSync(join(projectDir, "docs/workshop-from-veth-to-bgp.md"), "utf8");

/** The schemas that the files of a folder name to editors, which are not there. */
const missingSchemas = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const [, schema = "none"] = /^# yaml-language-server: \$schema=(.+)\n/.exec(text) ?? [];
    return existsSync(join(folder, schema)) ? [] : [`${name}: ${schema}`];
  });

it("its files name their schemas to editors, also in a copy that is made as the page says", () => {
  expect(missingSchemas(workshopFolder)).toEqual([]);
  const project = mkdtempSync(join(tmpdir(), "underlay-copy-"));
  mkdirSync(join(project, "node_modules"));
  symlinkSync(projectDir, join(project, "node_modules/underlay"));
  const [commands = ""] = /(?<=```\n)cp -r [\s\S]*?(?=```)/.exec(page) ?? [];
  expect(spawnSync("sh", ["-ec", commands], { cwd: project, encoding: "utf8" }).stderr).toBe("");
  expect(missingSchemas(join(project, "from-veth-to-bgp"))).toEqual([]);
  rmSync(project, { recursive: true });
});

describe.each(chapters)("$name", ({ name, workshop, spec, lab }) => {
  it("is in the trainer's table, with its tasks and what a seat takes", () => {
    const { memory, machines } = seatNeed(spec);
    const row = page.split("\n").find((line) => line.startsWith("|") && line.includes(name)) ?? "";
    expect(row).toContain(`| ${workshop.tasks.map(({ id }) => id).join(", ")} |`);
    expect(row).toMatch(new RegExp(` \\| ${machines} \\| ${memory} MiB \\|$`));
  });

  it("names a lab of its own, and only what that has", () => {
    expect([spec.lab, workshop.problemsWith(spec)]).toEqual([lab, []]);
    expect(spec.hosts.length).toBeLessThanOrEqual(3);
  });

  it.each(workshop.tasks)("$id has something to look at, to break and to mend", (task) => {
    expect(task.text).toMatch(/\*\*Look\.\*\*[\s\S]*```/);
    expect(task.text).toContain("**Break.**");
    expect(task.text).toContain("**Mend.**");
    expect([task.hints.length > 1, task.solution.length > 0]).toEqual([true, true]);
    for (const text of [task.text, ...task.hints])
      for (const { at, line } of typedIn(taskIn(spec, { ...task, text }).text)) {
        expect(placeNamed(spec, at), at).toBeDefined();
        const { status, stderr } = spawnSync("sh", ["-n", "-c", line], { encoding: "utf8" });
        expect(status, `${line}: ${stderr}`).toBe(0);
      }
  });
});
