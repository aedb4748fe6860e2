import { statfs } from "node:fs/promises";
import { machineKinds } from "../../model/host-kinds.ts";
import type { Installation } from "../../model/installation.ts";
import { type KernelFeature, type KernelProof, kernelFeatures } from "../../model/requirements.ts";
import { answerOf } from "../engine/answer.ts";
import { otherControlGroups } from "../engine/control-groups.ts";
import { Engine } from "../engine/engine.ts";
import { tryMachine } from "../engine/kernel-features.ts";
import { labOwners } from "../engine/ownership.ts";
import { namespaceRemedy, trialOf } from "../labs/user-namespace.ts";
import { openWalls } from "../labs/walls.ts";
import { resultsDir, stateDir } from "../project.ts";
import { readInstallation } from "../setup/record.ts";
import { checkSetup } from "../setup/setup.ts";
import { examined, type Finding, fault, note, ok, warning } from "./finding.ts";

/** What is wrong with the machine that is to carry labs, and with this project's set-up on it. */
export async function examineMachine(): Promise<Finding[]> {
  const installation = readInstallation();
  const setup = await examined("set-up", setupState);
  if (!installation) return setup;
  const engine = new Engine(installation);
  const answer = await answerOf(engine);
  const where = installation.engineHost;
  if ("silence" in answer) {
    const fix = 'Start it, or run "npx underlay setup": it starts one, or says what to do.';
    return [...setup, fault("engine", `No engine answers at ${where} (${answer.silence}). ${fix}`)];
  }
  const others = await Promise.all([
    examined("control groups", async () => {
      const found = await otherControlGroups(engine, "control groups", installation);
      const { version } = installation.controlGroups;
      return found[0]
        ? fault("control groups", found[0].message)
        : ok("control groups", `version ${version}`);
    }),
    examined("kernel", () => kernel(engine, installation)),
    examined("memory", async () =>
      memory(await engine.run(Engine.once(installation.images.probe, ["cat", "/proc/meminfo"]))),
    ),
    examined("disk", async () =>
      disk("disk of the engine", await freeOnEngine(engine, installation), "docker system df"),
    ),
    examined("disk", async () =>
      disk("disk of this project", await freeAt(stateDir), `du -sh ${resultsDir}`),
    ),
    examined("labs", () => labsOf(engine, installation)),
  ]);
  return [...setup, ok("engine", `${answer.version} at ${where}`), ...others.flat()];
}

async function setupState(): Promise<Finding> {
  if (!readInstallation())
    return fault("set-up", 'This project is not set up on this machine. Run "npx underlay setup".');
  const rows = await checkSetup();
  const missing = rows.filter(({ state }) => state === "missing").map(({ part }) => part);
  return missing.length === 0
    ? ok("set-up", `all ${rows.length} parts are there`)
    : fault("set-up", `Of what labs need there is no ${missing.join(", ")}. Run "npx underlay setup".`);
}

/** Features that every container host and router takes are a must; others are so for some modes and impairments only. */
async function kernel(engine: Engine, installation: Installation): Promise<Finding[]> {
  const features = Object.keys(kernelFeatures) as KernelFeature[];
  // The first ID of any instance of any lab is as good as another's.
  const trial = await trialOf(1 << 20, installation);
  const { lacking, failure } = await tryMachine(engine, features, installation, trial);
  const namespaces =
    failure === null
      ? ok("user namespaces", "hosts can have them")
      : fault(
          "user namespaces",
          `The engine's machine cannot give hosts one (${failure}). ${namespaceRemedy(failure)}`,
        );
  const found = lacking.map((feature) => lackOf(feature));
  return [
    ...(found.length === 0 ? [ok("kernel", "has all that modes and impairments ask for")] : found),
    namespaces,
  ];
}

const musts: readonly KernelFeature[] = [
  ...machineKinds.dind.requirements,
  ...machineKinds.router.requirements,
];

export function lackOf(feature: KernelFeature): Finding {
  const { option, fix }: KernelProof = kernelFeatures[feature];
  if (feature === "kernel:walls")
    return warning("kernel", `In a lab, ${openWalls(`the kernel lacks ${option}`)}.`);
  if (musts.includes(feature))
    return fault(
      "kernel",
      `It lacks ${feature} (${option}), which every lab needs. ${fix ?? "Load the module on the engine's machine."}`,
    );
  return note(
    "kernel",
    `It lacks ${feature} (${option}). Modes and impairments that need it work between hosts of kind vm, or once its module is loaded.`,
  );
}

/** MiB: what a lab of a few container hosts takes, and what leaves room for a few such labs. */
const [scarce, little] = [300, 1000];

export function memory(meminfo: string): Finding {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  if (kilobytes === undefined)
    return warning("memory", "The engine's machine does not tell how much it has available.");
  const available = Math.floor(Number(kilobytes) / 1024);
  const text = `${available} MiB are available on the engine's machine`;
  if (available >= little) return ok("memory", text);
  const fix = "Destroy labs that are not needed, e.g. with: npx underlay destroy --all";
  return (available < scarce ? fault : warning)("memory", `Only ${text}; a host takes 50 to 100. ${fix}`);
}

/** MiB: what images that are built and runs that are kept take. */
const [full, nearlyFull] = [500, 3000];

export function disk(about: string, free: number, look: string): Finding {
  if (free >= nearlyFull) return ok(about, `${free} MiB are free`);
  const text = `Only ${free} MiB are free; set-up takes 6000, a host a few, a run some. Make room: ${look}`;
  return (free < full ? fault : warning)(about, text);
}

/** A container's files are where the engine keeps all others. */
async function freeOnEngine(engine: Engine, { images }: Installation): Promise<number> {
  const said = await engine.run(
    Engine.once(images.probe, ["stat", "--file-system", "--format", "%a %S", "/"]),
  );
  const [blocks = 0, size = 0] = said.trim().split(" ").map(Number);
  return Math.floor((blocks * size) / 2 ** 20);
}

async function freeAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.floor((bavail * bsize) / 2 ** 20);
}

/** Whose labs share the engine, so that what is in the way or takes memory is known by name. */
async function labsOf(engine: Engine, { project }: Installation): Promise<Finding> {
  const owners = await labOwners(engine, project);
  return owners.length === 0
    ? ok("labs", "none is on the engine")
    : note("labs", `On the engine are ${owners.join("; ")}.`);
}
