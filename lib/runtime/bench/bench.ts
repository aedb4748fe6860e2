import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { goesWith } from "../../model/installation.ts";
import type { Bench, CapturePlace, CapturePlan } from "../../probes/bench.ts";
import { machineOf } from "../../probes/places.ts";
import { Engine, explain, statusOf } from "../engine/engine.ts";
import { absence } from "./absence.ts";
import { argsAt, type BenchContext, keepFile } from "./context.ts";
import { InnerCapture } from "./inner-capture.ts";
import { start } from "./running.ts";
import { Sidecar } from "./sidecar.ts";

/** The port by which probes reach a deployed lab, on the engine that carries it. */
export function benchOf(context: BenchContext): Bench {
  const { lab, engine, folder, progress, signal, probeImage } = context;
  return {
    ...{ lab, signal, progress },
    now: () => new Date(),
    elapsed: () => performance.now() / 1000,
    wait: (seconds) => delay(seconds * 1000),
    line: (at, command) => ["docker", ...argsAt(context, at, command)],

    async exec(at, command, options) {
      const args = argsAt(context, at, command, options?.input === undefined ? "none" : "pipe");
      const output = await engine.start(args, options);
      const { stdout, stderr } = output;
      return { stdout, stderr, exitCode: statusOf(output), ending: explain(args, output) };
    },

    start: (at, command, name, options) => start(context, at, command, name, options),
    capture: (at, plan, name) => capture(context, at, plan, `${lab.name}-${name}`),

    async decode(file, command) {
      const flags = ["--interactive", ...goesWith(lab)];
      return engine.run(Engine.once(probeImage, command, { flags }), {
        input: await readFile(join(folder, file)),
        signal,
      });
    },

    async machine(name, action) {
      const { container } = machineOf(lab, name);
      const args = action === "stop" ? ["stop", "--time", "10", container] : [action, container];
      await engine.run(args);
      return ["docker", ...args];
    },

    keep: (file, content) => keepFile(context, file, (path) => writeFile(path, content)),
    absence: (machine) => absence(machineOf(lab, machine), context),
  };
}

const capture = (context: BenchContext, at: CapturePlace, plan: CapturePlan, name: string) =>
  "in" in at
    ? InnerCapture.start(context, name, at.in, plan)
    : Sidecar.start(context, name, machineOf(context.lab, at.beside), plan);
