import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type * as Promises from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { iperf } from "../../lib/probes/iperf.ts";
import { ping } from "../../lib/probes/ping.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { handMadePath } from "../../lib/results/gate/baseline.ts";
import { onPassingBench } from "../../lib/runtime/bench/passing.ts";
import { otherTemporary } from "../../lib/runtime/files.ts";
import { saveBaseline } from "../../lib/runtime/runs/baseline.ts";
import { RunStore } from "../../lib/runtime/runs/run-store.ts";
import { requireWritable, writeAsked } from "../../scripts/asked-files.ts";
import { comparisonOf } from "../fixtures/comparison.ts";
import { ends, iperfText, pingText, probing } from "../fixtures/probing.ts";
import { vxlanRun } from "../fixtures/run.ts";

/** What the disk refuses at this moment, and with which code. */
const disk = vi.hoisted(() => ({ refuses: (_path: string): string | undefined => undefined }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof Promises>();
  const guarded =
    <Args extends unknown[], T>(work: (...args: Args) => Promise<T>, pathOf: (args: Args) => unknown) =>
    async (...args: Args) => {
      const code = disk.refuses(String(pathOf(args)));
      if (code === undefined) return work(...args);
      // A full disk leaves what it had room for.
      if (work === (real.writeFile as unknown)) await real.writeFile(String(pathOf(args)), "{");
      throw Object.assign(new Error(`${code}: no can do, write '${pathOf(args)}'`), { code });
    };
  return {
    ...real,
    writeFile: guarded(real.writeFile, ([path]) => path),
    mkdir: guarded(real.mkdir, ([path]) => path),
    mkdtemp: guarded(real.mkdtemp, ([prefix]) => prefix),
    symlink: guarded(real.symlink, ([, path]) => path),
    rename: guarded(real.rename, ([, path]) => path),
  };
});

const run = vxlanRun();
const start = new Date("2026-01-02T03:04:05.678Z");
let results = "";
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), "underlay-full-"));
});
afterEach(() => {
  disk.refuses = () => undefined;
  rmSync(results, { recursive: true });
});

const refuse = (pattern: RegExp, code: string) => {
  disk.refuses = (path) => (pattern.test(path) ? code : undefined);
};
const inLab = () => readdirSync(join(results, "lab-x"));
const remedy = { ENOSPC: "Free some space on its disk", EROFS: "Make it writable" };

describe.each(["ENOSPC", "EROFS"] as const)("results whose disk says %s", (code) => {
  const fix = `${remedy[code]}, or name another folder with UNDERLAY_RESULTS.`;

  it("are refused before anything is measured", async () => {
    for (const pattern of [/lab-x$/, /partial$/]) {
      refuse(pattern, code);
      await expect(RunStore.begin(results, "lab-x", start)).rejects.toThrow(
        `results cannot be written to ${join(results, "lab-x")}: ${code}: no can do. Nothing was measured. ${fix}`,
      );
    }
  });

  it("leave no folder when not even the first record can be written", async () => {
    const store = await RunStore.begin(results, "lab-x", start);
    refuse(/run\.json/, code);
    await expect(store.write(run)).rejects.toThrow(
      `${join(store.folder, "run.json")} cannot be written: ${code}: no can do. Nothing is kept. ${fix}`,
    );
    expect(inLab()).toEqual([]);
  });

  it("keep what was measured before, and nothing half-written", async () => {
    const store = await RunStore.begin(results, "lab-x", start);
    await store.write({ ...run, probes: [] });
    refuse(/run\.json/, code);
    await expect(store.write(run)).rejects.toThrow(
      `${join(store.folder, "run.json")} cannot be written: ${code}: no can do. What there was before is kept in ${store.folder}. ${fix}`,
    );
    expect(readdirSync(store.folder)).toEqual(["run.json"]);
    expect(JSON.parse(readFileSync(join(store.folder, "run.json"), "utf8")).probes).toEqual([]);
  });

  it("have a whole run in its place also without its page", async () => {
    const store = await RunStore.begin(results, "lab-x", start);
    await store.write(run);
    const folder = await store.finish();
    refuse(/report\.html/, code);
    await expect(store.writeReport("<html>")).rejects.toThrow(
      `${join(folder, "report.html")} cannot be written: ${code}: no can do. What there was before is kept in ${folder}. ${fix}`,
    );
    expect(readdirSync(folder)).toEqual(["run.json"]);
  });

  it("keep a run that cannot be put in its place, or that latest cannot be pointed at", async () => {
    const store = await RunStore.begin(results, "lab-x", start);
    await store.write(run);
    refuse(/05Z$/, code);
    await expect(store.finish()).rejects.toThrow(`is kept in ${store.folder}. ${fix}`);
    refuse(/latest/, code);
    await expect(store.finish()).rejects.toThrow(
      `${join(results, "lab-x/latest")} cannot be written: ${code}: no can do. What there was before is kept in ${join(results, "lab-x/20260102T030405Z")}. ${fix}`,
    );
    expect(inLab()).toEqual(["20260102T030405Z"]);
  });

  it("fail a probe whose output cannot be kept with that reason, and leave no part of it", async () => {
    mkdirSync(join(results, "raw"));
    const { bench } = probing(
      (command) => {
        if (command.includes("--client")) return iperfText(1, 3);
        return command.includes(" ping ") ? pingText(20, 20) : undefined;
      },
      { folder: results },
    );
    refuse(/raw\/(ping|iperf-1-1)/, code);
    expect(await runProbe(ping(ends), bench)).toMatchObject({
      status: "failed",
      reason: `${join(results, "raw/ping.txt")} cannot be written: ${code}: no can do. ${fix}`,
    });
    const result = await runProbe(iperf({ ...ends, streams: [1], samples: 2 }), bench);
    expect(result).toMatchObject({ status: "failed", samples: [{ status: "failed" }, { status: "ok" }] });
    expect(readdirSync(join(results, "raw"))).toEqual(["iperf-1-2.json"]);
    expect(existsSync(join(results, "raw/ping.txt"))).toBe(false);
  });
});

describe.each(["ENOSPC", "EROFS"] as const)("an answer that nobody keeps, where the disk says %s", (code) => {
  const fix = `${remedy[code]}, or name another folder with TMPDIR.`;
  const { context } = probing((command) => {
    if (command.startsWith("logs ")) return "listening on eth0";
    return command.includes(" ping ") ? pingText(20, 20) : undefined;
  });

  it("is all there but for captures, which say which folder is meant", async () => {
    refuse(/raw/, code);
    await onPassingBench(context, async (bench, folder) => {
      expect((await runProbe(ping(ends), bench)).status).toBe("passed");
      const capture = bench.capture(
        { beside: "host1" },
        { device: "eth0", filter: "icmp", packets: 1, promiscuous: false },
        "trace",
      );
      await expect((await capture).keep("trace.pcap")).rejects.toThrow(
        `${join(folder, "raw/trace.pcap")} cannot be written: ${code}: no can do. ${fix}`,
      );
    });
  });

  it("says so, too, of what a command was to write", async () => {
    const full = `ended with status 1: write ${results}/x.pcap: no space left on device`;
    const { context } = probing((command) => {
      if (command.startsWith("logs ")) return "listening on eth0";
      return command.startsWith("cp ") ? { exitCode: 1, stderr: full } : undefined;
    });
    await onPassingBench(context, async (bench) => {
      const plan = { device: "eth0", filter: "icmp", packets: 1, promiscuous: false };
      const capture = await bench.capture({ beside: "host1" }, plan, "trace");
      await expect(capture.keep("trace.pcap")).rejects.toThrow(
        `${full}. Free some space on its disk, or name another folder with TMPDIR.`,
      );
    });
  });

  it("is refused, with that folder, where there can be none", async () => {
    refuse(/underlay-passing-/, code);
    const asked = onPassingBench(context, async () => "answer");
    const message = `no folder can be made in ${tmpdir()}: ${code}: no can do. ${fix}`;
    await expect(asked).rejects.toMatchObject({ name: "Refusal", message });
  });

  it("names that folder, too, for a run that is only looked at", async () => {
    const store = await RunStore.begin(results, "lab-x", start, otherTemporary);
    refuse(/run\.json/, code);
    await expect(store.write(run)).rejects.toThrow(`Nothing is kept. ${fix}`);
    refuse(/lab-x$/, code);
    await expect(RunStore.begin(results, "lab-x", start, otherTemporary)).rejects.toThrow(fix);
  });
});

describe.each(["ENOSPC", "EROFS"] as const)("files that an option names, whose disk says %s", (code) => {
  const reason = `${code}: no can do. ${remedy[code]}`;

  it("are named with that option, which names another", async () => {
    const file = join(results, "gate.xml");
    refuse(/gate\.xml/, code);
    await expect(writeAsked([["--junit", file, () => "<testsuites/>"]], undefined)).rejects.toMatchObject({
      message: `${file} cannot be written: ${reason}, or name another file with --junit.`,
    });
    expect(readdirSync(results)).toEqual([]);
  });

  it("are named likewise where figures are kept for gates", async () => {
    const file = join(results, "baseline.json");
    refuse(/baseline\.json/, code);
    const rounds = Array.from({ length: 10 }, () => ({ gigabits: 1 }));
    await expect(
      saveBaseline(file, comparisonOf({ "lab-a": rounds, [handMadePath]: rounds })),
    ).rejects.toMatchObject({
      message: `${file} cannot be written: ${reason}, or name another file with --save.`,
    });
  });
});

it("files that an option names are refused with it before anything is measured", async () => {
  const [xml, csv] = [join(results, "none/gate.xml"), results];
  const asked = [
    ["--junit", xml, () => ""],
    ["--csv", csv, () => ""],
    ["--markdown", undefined, () => ""],
  ] as const;
  await expect(requireWritable(asked)).rejects.toThrow(
    `${xml} cannot be written: ENOENT: no such file or directory, access '${join(results, "none")}'. Make its folder, or name another file with --junit.
${csv} is a folder. Name a file with --csv.`,
  );
});
