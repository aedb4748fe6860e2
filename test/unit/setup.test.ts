import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { parseInstallation } from "../../lib/model/installation.ts";
import { projectDir, stateDir } from "../../lib/runtime/project.ts";
import { command } from "../../lib/runtime/setup/command.ts";
import { hashOf } from "../../lib/runtime/setup/inputs.ts";
import { parseSummary } from "../../lib/runtime/setup/terraform.ts";
import { setupTable } from "../../scripts/verbs/setup.ts";

describe("set-up", () => {
  it("stands for inputs by a hash that any of them changes", () => {
    const hash = hashOf(["images/workload"]);
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(hashOf(["images/workload"])).toBe(hash);
    expect(hashOf(["images/workload"], ["another base"])).not.toBe(hash);
    expect(hashOf(["images/probe"])).not.toBe(hash);
  });

  it("takes a record of another version, or one that is cut off, for none", () => {
    expect(parseInstallation(undefined)).toBeUndefined();
    for (const text of ['{"version": 1}', '{"version": 4, "proj', "", "null", "4"])
      expect(parseInstallation(text), text).toBeUndefined();
    expect(parseInstallation('{"version": 4, "engineHost": "unix:///x"}')).toMatchObject({
      engineHost: "unix:///x",
    });
  });

  it("reads back what it says of Terraform, with spaces in the path", () => {
    expect(parseSummary("terraform 1.11.4 at /opt/my tools/terraform")).toEqual({
      product: "terraform",
      version: "1.11.4",
      binary: "/opt/my tools/terraform",
    });
  });

  it("shows a table, with what is missing as such", () => {
    const rows = [
      { part: "engine", state: "found", seconds: 0.12, version: "Docker 20.10" },
      { part: "host-image", state: "missing" },
    ];
    expect(setupTable(rows)).toBe(
      "PART        STATE    SECONDS  VERSION\nengine      found    0.1      Docker 20.10\nhost-image  missing",
    );
  });

  it("says which command failed, the end of its output, and where the rest is", async () => {
    const failing = command("test", ["sh", "-c", "echo first; echo it broke >&2; exit 3"]);
    await expect(failing).rejects.toThrow(
      /^test: "sh -c .*" failed:\n[\s\S]*it broke\nWhat to do: See .*\/log\/test\.log/,
    );
  });

  it("knows a full disk when it meets one", async () => {
    const failing = command("test", ["sh", "-c", "echo write: No space left on device >&2; exit 1"]);
    await expect(failing).rejects.toThrow(/What to do: Free about 6 GB/);
  });

  it("goes on with a step whose log cannot be written, and says so where the step fails", async () => {
    const log = join(stateDir, "log/unwritable.log");
    mkdirSync(log, { recursive: true });
    try {
      const run = (script: string) => command("unwritable", ["sh", "-c", script]);
      expect(await run("echo made")).toBe("made\n");
      await expect(run("echo it broke >&2; exit 3")).rejects.toThrow(
        /it broke\nWhat to do: .*unwritable\.log does not have all of it \(EISDIR: .*\); when the cause is mended/,
      );
    } finally {
      rmSync(log, { recursive: true });
    }
  });

  it.each([
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
    "pull access denied for debian, repository does not exist",
    "manifest for debian:bookworm-slim not found: manifest unknown",
  ])("knows a registry that answered once, and does not now, when it says %s", async (said) => {
    const failing = command("test", ["sh", "-c", 'echo "$0" >&2; exit 1', said]);
    await expect(failing).rejects.toThrow(/What to do: .* npx underlay setup --refresh/);
  });
});

describe("the start script", () => {
  it("needs nothing but Node: it imports no package", () => {
    const importsOf = (script: string) => {
      const text = readFileSync(join(projectDir, "scripts", script), "utf8");
      return [...text.matchAll(/from "([^"]+)"/g)].map(([, name = ""]) => name);
    };
    const imports = importsOf("start.mjs").flatMap((name) =>
      name.startsWith("./") ? importsOf(name) : name,
    );
    expect(imports.filter((name) => !name.startsWith("node:"))).toEqual([]);
  });

  it.each(["20.18.3", "18.20.0"])("refuses Node %s, which is older than package.json asks for", (version) => {
    const older = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
    const args = [
      "--import",
      `data:text/javascript,${older}`,
      "scripts/start.mjs",
      "scripts/no-such-script.ts",
    ];
    const ended = spawnSync("node", args, { cwd: projectDir, encoding: "utf8" });
    expect(ended.stderr).toMatch(/^error: Underlay needs Linux and Node 20\.19 or later; /);
    expect(ended.status).toBe(1);
  });

  it("drops what steers packages before any of them is loaded", () => {
    const folder = mkdtempSync(join(tmpdir(), "underlay-start-"));
    try {
      const zx = JSON.stringify(join(projectDir, "node_modules/zx/build/index.js"));
      writeFileSync(join(folder, "shell.mts"), `import { $ } from ${zx}; console.log($.prefix, $.shell);`);
      const script = relative(projectDir, join(folder, "shell.mts"));
      const started = (env: NodeJS.ProcessEnv) =>
        spawnSync("node", ["scripts/start.mjs", script], { cwd: projectDir, encoding: "utf8", env });
      const plain = started(process.env).stdout;
      expect(plain).toContain("bash");
      const steered = { ...process.env, ZX_SHELL: "/bin/false", ZX_PREFIX: "exit 1;" };
      expect(started(steered).stdout).toBe(plain);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("passes on exit codes and what was said", () => {
    const ended = spawnSync("node", ["scripts/start.mjs", "scripts/no-such-script.ts"], {
      cwd: projectDir,
      encoding: "utf8",
    });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/Cannot find module '.*no-such-script\.ts'/);
  });
});
