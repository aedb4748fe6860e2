import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { Engine, explain } from "../../lib/runtime/engine/engine.ts";
import { Programs } from "../fixtures/programs.ts";

it("runs a command in a container of its own that may do nothing unless it is named", () => {
  expect(Engine.once("probe:1", ["cat", "/proc/meminfo"]).join(" ")).toBe(
    "run --rm --network none --cap-drop ALL probe:1 cat /proc/meminfo",
  );
  const rights = { network: "host", add: ["NET_ADMIN", "SYS_ADMIN"], flags: ["--device", "/dev/kvm"] };
  expect(Engine.once("probe:1", ["id"], rights).join(" ")).toBe(
    "run --rm --network host --cap-drop ALL --cap-add NET_ADMIN --cap-add SYS_ADMIN --device /dev/kvm probe:1 id",
  );
});

describe("a command", () => {
  let folder = "";
  let programs: Programs;
  let engine: Engine;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "underlay-engine-"));
    programs = new Programs(folder);
    vi.stubEnv("PATH", programs.path);
    engine = new Engine(assumedInstallation);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  /** More than a machine may print, and little enough to be kept. */
  const much = 20_000_000;

  it("that did not read its input is told how it ended", async () => {
    programs.make("docker", "echo 'no such container' >&2; exit 3");
    const output = await engine.start(["exec", "host1", "cat"], { input: Buffer.alloc(2 ** 20) });
    expect([output.exitCode, output.stderr]).toEqual([3, "no such container\n"]);
  });

  it.each([
    ["network", "ls"],
    ["ps", "--all"],
    ["rm", "--force", "0123"],
  ])("that the engine leaves without an answer is told so, with what mends that: %s %s", async (...args) => {
    programs.make("docker", "exec sleep 300");
    await expect(engine.run(args, { limit: 1 })).rejects.toThrow(
      `docker ${args.join(" ")} was ended: the engine has not answered for 1 s. Try "docker network ls" by hand: if it does not answer that either, it stands still, and has to be started anew (docs/troubleshooting.md); then run this again.`,
    );
  });

  it("that takes too long inside a machine says nothing of the engine", async () => {
    programs.make("docker", "exec sleep 300");
    const args = ["exec", "host1", "sleep", "300"];
    await expect(engine.run(args, { limit: 1 })).rejects.toThrow(/^docker exec host1 sleep 300 was ended$/);
  });

  it("that is interrupted is told as ended, and no more", async () => {
    programs.make("docker", "exec sleep 300");
    await expect(engine.run(["ps"], { signal: AbortSignal.timeout(200) })).rejects.toThrow(
      /^docker ps was ended$/,
    );
  });

  it("that prints more than it may is ended, and that is said", async () => {
    programs.make("docker", "exec yes");
    const args = ["exec", "host1", "yes"];
    const output = await engine.start(args, { most: 100_000 });
    expect(output.exitCode).toBeNull();
    expect(output.stdout.length).toBeGreaterThan(100_000);
    // What was on its way.
    expect(output.stdout.length).toBeLessThan(10_000_000);
    expect(explain(args, output)).toBe("docker exec host1 yes was ended: it printed more than 100,000 bytes");
  });

  it.each([
    ["says", ["exec", "host1", "underlay-ready"], "exec"],
    ["says to its standard error", ["exec", "host1", "underlay-ready"], "exec >&2"],
    ["logged", ["logs", "host1"], "exec"],
  ])("that prints what a machine %s is ended beyond what any of them has to say", async (_, args, how) => {
    programs.make("docker", `${how} head -c ${much} /dev/zero`);
    await expect(engine.run(args)).rejects.toThrow(
      `docker ${args.join(" ")} was ended: it printed more than 8,388,608 bytes`,
    );
  });

  it("may print more where that is known, or where no machine says it", async () => {
    programs.make("docker", `exec head -c ${much} /dev/zero`);
    const known = await engine.run(["exec", "client", "iperf3"], { most: 2 * much });
    expect([known.length, (await engine.run(["run", "probe:1", "tshark"])).length]).toEqual([much, much]);
  });

  it("that is interrupted was not ended for what it printed", async () => {
    programs.make("docker", "echo begun; exec sleep 600");
    const interruption = new AbortController();
    const args = ["exec", "host1", "sleep"];
    const running = engine.start(args, { signal: interruption.signal });
    running.stdout.once("data", () => interruption.abort());
    expect(explain(args, await running)).toBe("docker exec host1 sleep was ended: begun");
  });

  it("is quoted in so many characters, however long its lines are", async () => {
    programs.make("docker", "head -c 100000 /dev/zero | tr '\\0' x; exit 1");
    const args = ["exec", "host1", "x"];
    expect(explain(args, await engine.start(args)).length).toBeLessThan(3000);
  });
});
