/**
 * bench.ts: what a lab costs, as medians of five: deploy by phases, unchanged deploy, destroy, synthesis; a host's
 * memory and image; VXLAN throughput against a hand-made VXLAN, measured in turn. Written to results/bench/.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";
import { describe } from "../lib/results/statistics.ts";
import { destroy } from "../lib/runtime/cdktf.ts";
import { columns } from "../lib/runtime/columns.ts";
import { Engine } from "../lib/runtime/engine.ts";
import { projectDir, resultsDir } from "../lib/runtime/project.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { fail, say } from "../lib/runtime/terminal.ts";
import { throughputRatio } from "./bench-vxlan.ts";

const lab = "lab-vxlan";
const runs = 5;

/** A deploy's phases begin with these lines of cdktf's output, in this order. */
const phases: readonly (readonly [string, RegExp])[] = [
  ["synthesis", /Synthesizing|Starting/],
  ["terraform init", /Initializing the backend/],
  ["plan", /Successfully configured the backend|has been successfully initialized/],
  ["preflight", /terraform_data\.preflight: Creating/],
  ["networks", /docker_network\.\w+: Creating/],
  ["hosts to ready", /docker_container\.\w+: Creating/],
  ["last steps", /terraform_data\.probes: Creating/],
];

interface Timing {
  readonly seconds: number;
  readonly phases: Record<string, number>;
}

async function cdktf(args: readonly string[]): Promise<Timing> {
  const started = Date.now();
  const begun = new Map<string, number>();
  const running = $({
    cwd: projectDir,
    env: { ...process.env, UNDERLAY_PROBES: "off" },
    quiet: true,
  })`npx cdktf ${args}`;
  running.stdout.on("data", (chunk: Buffer) => {
    for (const [phase, line] of phases)
      if (!begun.has(phase) && line.test(chunk.toString())) begun.set(phase, Date.now());
  });
  await running;
  const ended = Date.now();
  const marks = [...begun].sort(([, a], [, b]) => a - b);
  const lengths = marks.map(
    ([phase, at], index) => [phase, ((marks[index + 1]?.[1] ?? ended) - at) / 1000] as const,
  );
  return {
    seconds: (ended - started) / 1000,
    phases: { "start of cdktf": ((marks[0]?.[1] ?? ended) - started) / 1000, ...Object.fromEntries(lengths) },
  };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = Date.now();
  await work();
  return (Date.now() - started) / 1000;
}

/** Megabytes of all processes of a host, shared pages counted once (the kernel's proportional set size). */
async function residentMemory(engine: Engine, container: string): Promise<number> {
  const rollups = await engine.run([
    "exec",
    container,
    "sh",
    "-c",
    "cat /proc/[0-9]*/smaps_rollup 2>/dev/null || true",
  ]);
  const kilobytes = [...rollups.matchAll(/^Pss:\s+(\d+) kB/gm)].map(([, value]) => Number(value));
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1000;
}

try {
  const { installation } = await runSetup();
  const engine = new Engine(installation);
  const [deploys, again, destroys, syntheses]: [Timing[], number[], number[], number[]] = [[], [], [], []];
  await destroy(lab, installation);
  for (let run = 1; run <= runs; run += 1) {
    say(`round ${run} of ${runs}`);
    syntheses.push(
      await seconds(() => $({ cwd: projectDir, quiet: true })`node_modules/.bin/tsx labs/main.ts`),
    );
    deploys.push(await cdktf(["deploy", lab, "--auto-approve"]));
    again.push((await cdktf(["deploy", lab, "--auto-approve"])).seconds);
    if (run < runs) destroys.push((await cdktf(["destroy", lab, "--auto-approve"])).seconds);
  }
  const memory = await Promise.all([1, 2, 3].map((host) => residentMemory(engine, `${lab}-host${host}`)));
  const throughput = await throughputRatio(engine, installation, lab, runs, say);
  destroys.push((await cdktf(["destroy", lab, "--auto-approve"])).seconds);
  const imageBytes = Number(
    await engine.run(["image", "inspect", "--format", "{{.Size}}", installation.images.host]),
  );

  const names = [...new Set(deploys.flatMap((deploy) => Object.keys(deploy.phases)))];
  const figures = {
    "deploy lab-vxlan, ready (s)": deploys.map((deploy) => deploy.seconds),
    ...Object.fromEntries(
      names.map((name) => [`  of which ${name} (s)`, deploys.flatMap((deploy) => deploy.phases[name] ?? [])]),
    ),
    "deploy again, unchanged (s)": again,
    "destroy (s)": destroys,
    "synthesis of all labs (s)": syntheses,
    "resident memory of an idle host (MB)": memory,
    "host image (MB)": [imageBytes / 1e6],
    "lab's VXLAN (Gbit/s)": throughput.map(({ lab }) => lab / 1e9),
    "hand-made VXLAN (Gbit/s)": throughput.map(({ handMade }) => handMade / 1e9),
    "ratio, round by round": throughput.map(({ lab, handMade }) => lab / handMade),
  };
  const rows = Object.entries(figures).map(([what, values]) => {
    const { median, min, max, n } = describe(values, 0);
    return [what, ...[median, min, max].map((value) => value?.toFixed(2) ?? ""), String(n)];
  });
  const folder = join(resultsDir, "bench");
  const file = join(folder, `${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ images: installation.images, figures }, null, 2)}\n`);
  console.log(`${columns([["WHAT", "MEDIAN", "MIN", "MAX", "N"], ...rows])}\n\nWritten to ${file}`);
} catch (error) {
  fail(error);
}
