import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { declareLabs } from "../../labs/declare.ts";
import { Lab } from "../../lib/constructs/lab.ts";
import { stackDir, synthesise, withStacks } from "../../lib/runtime/labs/synthesis.ts";
import { projectDir, stateDir } from "../../lib/runtime/project.ts";

const never = () => new Promise<never>(() => undefined);
const lab = (name: string) => (app: App) => void new Lab(app, name, { slot: 1, about: "one" });

/** What is said of a file whose default export is `add`, when a sound file comes after it. */
async function complaints(add: unknown, load = async (): Promise<object> => ({ default: add })) {
  const bad = { file: "lab-bad.ts", folder: ".", broken: undefined, load };
  const next = {
    file: "lab-next.ts",
    folder: ".",
    broken: undefined,
    load: async () => ({ default: lab("lab-next") }),
  };
  const [first, second] = await declareLabs(new App({ outdir: tmpdir() }), [bad, next], { limit: 0.2 });
  expect(second?.labs.map(({ node }) => node.id)).toEqual(["lab-next"]);
  return first?.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("a lab file is named with the reason, and the next is read, when it", () => {
  it.each<[string, unknown, string]>([
    [
      "exports nothing",
      undefined,
      "The file has no default export that adds a lab: export default (app) => { … }.",
    ],
    ["adds no lab", () => undefined, "The file adds no lab to the app that it is given: new Lab(app, …)."],
    [
      "adds its lab to another app",
      () => lab("lab-bad")(new App({ outdir: tmpdir() })),
      "The file adds no lab to the app that it is given: new Lab(app, …).",
    ],
    [
      "ends the program",
      () => process.exit(3),
      "The file ends the program: process.exit(3). Let it throw an error instead.",
    ],
    ["waits for ever", never, "The file has not ended after 0.2 s. A lab waits for nothing."],
    ["throws", () => Promise.reject(new Error("no room")), "no room"],
    ["throws what is no error", () => Promise.reject("no room"), "no room"],
    [
      "leaves a promise alone that fails",
      (app: App) => {
        lab("lab-bad")(app);
        void Promise.reject(new Error("no room"));
      },
      "no room",
    ],
  ])("%s", async (_, add, message) => {
    expect(await complaints(add)).toEqual([`lab-bad.ts: ${message}`]);
  });

  it("throws or waits when it is loaded", async () => {
    expect(await complaints(undefined, () => Promise.reject(new Error("no room")))).toEqual([
      "lab-bad.ts: no room",
    ]);
    expect(await complaints(undefined, never)).toEqual([
      "lab-bad.ts: The file has not ended after 0.2 s. A lab waits for nothing.",
    ]);
  });

  it("declares a lab without hosts, at the lab", async () => {
    expect(await complaints(lab("lab-bad"))).toContainEqual(
      expect.stringMatching(/^lab-bad: The lab has no hosts\./),
    );
  });
});

describe("a folder of labs", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "underlay-labs-"));
    vi.stubEnv("UNDERLAY_LABS", folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const sound = `import { VethPairs } from "${projectDir}/lib/cni/veth-pairs.ts";
import { Lab } from "${projectDir}/lib/constructs/lab.ts";
export default (app) => {
  const lab = new Lab(app, "lab-sound", { slot: 3, about: "sound" });
  const [host] = lab.hosts(1, { on: lab.segment("underlay") });
  host.workload("client");
  host.workload("server");
  new VethPairs(lab, "veth");
};
setInterval(() => undefined, 1000);
`;

  it("is read but for the files that cannot be, whatever is wrong with those", async () => {
    write("lab-sound.ts", sound);
    write("lab-syntax.ts", "export default (app => {");
    write("lab-import.ts", 'import "./no-such-file.ts";');
    write("lab-killed.ts", 'process.kill(process.pid, "SIGKILL");');
    write("lab-awaits.ts", "await new Promise(() => undefined);");
    write("lab-empty.ts", "");
    mkdirSync(join(folder, "lab-folder.ts"));
    const { labs, unsound } = await synthesise();
    expect(labs.map(({ name }) => name)).toEqual(["lab-sound"]);
    const said = Object.fromEntries(
      unsound.map(({ file, problems }) => [file, problems.map(({ message }) => message).join("; ")]),
    );
    expect(said).toEqual({
      "lab-awaits.ts": "The file waits for something that never comes.",
      "lab-empty.ts": "The file has no default export that adds a lab: export default (app) => { … }.",
      "lab-folder.ts": expect.stringMatching(/^Could not resolve ".*\/lab-folder\.ts"$/),
      "lab-import.ts": expect.stringMatching(/lab-import\.ts:1:8: Could not resolve "\.\/no-such-file\.ts"/),
      "lab-killed.ts":
        "While the file's code ran, the program that reads it has ended with SIGKILL. Let the code throw an error instead.",
      "lab-syntax.ts": expect.stringMatching(/lab-syntax\.ts:1:25: Unexpected end of file/),
    });
  });

  it("is read but for a file whose code runs for ever", async () => {
    write("lab-sound.ts", sound);
    const neverWoken = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";
    write("lab-busy.ts", `export default () => { ${neverWoken}; };`);
    const { labs, unsound } = await synthesise({ limit: 10 });
    expect(labs.map(({ name }) => name)).toEqual(["lab-sound"]);
    expect(unsound.map(({ file }) => file)).toEqual(["lab-busy.ts"]);
    expect(unsound[0]?.problems[0]?.message).toContain("has not ended after 10 s.");
  });

  it("has each lab's stack in a folder of its own while it is needed, and touches none in place", async () => {
    write("lab-sound.ts", sound);
    const stack = await withStacks({}, async (_, stackOf) => {
      expect(existsSync(join(stackOf("lab-sound"), "cdk.tf.json"))).toBe(true);
      return stackOf("lab-sound");
    });
    expect(existsSync(stack)).toBe(false);
    expect(existsSync(stackDir("lab-sound"))).toBe(false);
  });

  it("can have what cdktf packs, although nothing that packs is loaded with cdktf", async () => {
    const asset = `const asset = new TerraformAsset(lab, "folder", { path: ${JSON.stringify(folder)}, type: AssetType.ARCHIVE });
  writeFileSync("${folder}/asset", asset.path);
  writeFileSync("${folder}/loaded", Object.keys(createRequire(import.meta.url).cache).join("\\n"));`;
    write(
      "lab-sound.ts",
      `import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AssetType, TerraformAsset } from "cdktf";
${sound.replace("const [host]", `${asset}\n  const [host]`)}`,
    );
    const packed = await withStacks({}, async (_, stackOf) =>
      readFileSync(join(stackOf("lab-sound"), readFileSync(join(folder, "asset"), "utf8"))),
    );
    const loaded = readFileSync(join(folder, "loaded"), "utf8");
    expect(loaded).toContain("node_modules/cdktf/lib/");
    expect(loaded).not.toMatch(/archiver-utils|zip-stream/);
    expect(packed.subarray(0, 4).toString("latin1")).toBe("PK\x03\x04");
  });

  it("leaves nothing, and nothing of those that were killed", async () => {
    write("lab-sound.ts", sound);
    const gone = spawnSync("true").pid;
    const leftovers = [`synthesis-${gone}-abc`, `deploy/synthesis-${gone}.json`].map((name) =>
      join(stateDir, name),
    );
    const others = join(stateDir, `synthesis-${process.ppid}-abc`);
    for (const path of [...leftovers, others]) mkdirSync(path, { recursive: true });
    try {
      await synthesise();
      expect(leftovers.filter(existsSync)).toEqual([]);
      expect(existsSync(others)).toBe(true);
      expect(readdirSync(stateDir).filter((name) => name.startsWith(`synthesis-${process.pid}-`))).toEqual(
        [],
      );
    } finally {
      rmSync(others, { recursive: true });
    }
  });

  it("that is not there is named", async () => {
    vi.stubEnv("UNDERLAY_LABS", "/nonexistent");
    await expect(synthesise()).rejects.toThrow(
      /^the labs cannot be read: error: there is no folder of labs \(ENOENT[^\n]*'\/nonexistent'\): UNDERLAY_LABS names another than labs$/,
    );
  });
});

describe("all labs of a folder of the project", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  it.each(["labs", "test/e2e/labs", "labs/bench"])("%s are sound, and can be up together", async (folder) => {
    vi.stubEnv("UNDERLAY_LABS", join(projectDir, folder));
    const { labs, unsound } = await synthesise();
    expect(unsound).toEqual([]);
    expect(labs.length).toBeGreaterThan(0);
  });

  it("are those of its folder labs where UNDERLAY_LABS is empty", async () => {
    vi.stubEnv("UNDERLAY_LABS", "");
    const { labs } = await synthesise({ files: ["lab-vxlan.ts"] });
    expect(labs.map(({ name }) => name)).toEqual(["lab-vxlan"]);
  });
});
