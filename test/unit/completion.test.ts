import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { resolveLab } from "../../lib/model/resolve.ts";
import { bashScript } from "../../scripts/completion/bash.ts";
import { complete } from "../../scripts/completion/complete.ts";
import type { Verbs } from "../../scripts/verb.ts";
import { captureCommand } from "../../scripts/verbs/capture.ts";
import { deployCommand } from "../../scripts/verbs/deploy.ts";
import { execCommand } from "../../scripts/verbs/exec.ts";
import { linkCommand } from "../../scripts/verbs/link.ts";
import { probeCommand } from "../../scripts/verbs/probe.ts";
import { workloadCommand } from "../../scripts/verbs/workload.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";

const lab = resolveLab(
  declaration({
    segments: [segment({ name: "left" }), segment({ name: "right" })],
    hosts: [host(1, "client", { attachments: on("left") }), host(2, "server", { attachments: on("right") })],
    routers: [router(1, "left", "right")],
  }),
);
vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  labsWithState: async () => ["lab-gone", "lab-test"],
  deployedLab: async (name: string) => (name === "lab-test" ? lab : undefined),
}));

const project = resolve(import.meta.dirname, "../..");
const verbs: Verbs = {
  deploy: ["deploy labs", async () => deployCommand()],
  capture: ["look", async () => captureCommand()],
  exec: ["run", async () => execCommand()],
  link: ["links", async () => linkCommand()],
  probe: ["probe", async () => probeCommand()],
  workload: ["workloads", async () => workloadCommand()],
  broken: ["cannot be loaded", () => Promise.reject(new Error("no such module"))],
};

/** What the last word may become. */
async function completed(line: string): Promise<string[]> {
  const said: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  await complete(verbs, line.split(" "));
  return said.filter((text) => !text.startsWith(":")).map((text) => text.split("\t")[0] ?? "");
}
afterEach(() => vi.restoreAllMocks());

describe("a word on the command line is completed", () => {
  it.each([
    ["", ["deploy", "capture", "exec", "link", "probe", "workload", "broken"]],
    ["de", ["deploy"]],
    ["link ", ["lab-test"]],
    ["deploy lab-vxlan-", ["lab-vxlan-direct", "lab-vxlan-routed"]],
    ["deploy lab-vxlan-direct lab-vxlan-", ["lab-vxlan-routed"]],
    ["link lab-test ", ["left", "right"]],
    ["link lab-test left ", ["host1", "router1"]],
    ["link lab-test left host1 ", ["down", "up"]],
    ["exec lab-test ", ["host1", "host2", "router1", "client", "server"]],
    ["capture lab-test --count 3 ", ["host1", "host2", "router1", "client", "server", "left", "right"]],
    ["capture lab-test --s", ["--seconds"]],
    ["workload ", ["add", "rm"]],
    ["workload add lab-test h", ["host1", "host2"]],
    ["deploy --host-kind ", ["dind", "vm"]],
    ["exec lab-gone ", []],
    ["exec lab-test host1 -- ls ", []],
    ["nothing ", []],
  ])("%j", async (line, words) => {
    expect(await completed(line)).toEqual(words);
  });

  it("without loading any verb but the one that is called", async () => {
    const loaded = vi.fn(async () => new Command("x"));
    await complete({ ...verbs, deploy: ["", loaded] }, ["link", ""]);
    expect(loaded).not.toHaveBeenCalled();
    await expect(complete(verbs, ["broken", ""])).rejects.toThrow("no such module");
  });
});

describe("bash's script", () => {
  const folder = mkdtempSync(join(tmpdir(), "underlay-completion-"));
  const programs = new Programs(folder);
  const asked = programs.make("asked", "printf 'host1\\twhat it is\\nhost2\\t\\n:4\\n'");
  afterAll(() => rmSync(folder, { recursive: true }));

  it("asks for what is typed and evaluates none of it", () => {
    const words = ["underlay", "exec", "$(touch ran)", "a b", ""];
    const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=4`;
    const script = `${bashScript("underlay", asked)}\n${set}; _underlay; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", `${script}\n${script}`], {
      encoding: "utf8",
      cwd: folder,
    });
    expect([stdout, stderr]).toEqual(["host1\nhost2\nhost1\nhost2\n", ""]);
    expect(programs.calls("asked")[0]).toBe("complete -- exec $(touch ran) a b ");
    expect(spawnSync("ls", [folder], { encoding: "utf8" }).stdout).toBe("asked\nasked.calls\n");
  });
});

it("the command says its version, and completes where a verb cannot be", () => {
  const underlay = (...args: string[]) =>
    spawnSync("node", [join(project, "scripts/underlay.mjs"), ...args], { encoding: "utf8" });
  const { version } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  expect(underlay("--version").stdout).toBe(`${version}\n`);
  expect(underlay("complete", "--", "valid").stdout).toMatch(/^validate\t/);
  expect(underlay("completion", "fish").stdout).toContain("underlay.mjs complete --");
}, 30_000);
