import { LabError, type Problem } from "../../model/errors.ts";
import { emulatorMemory, machineKinds, memoryOf, sharesKernel } from "../../model/host-kinds.ts";
import { describeImpairment, impairmentFeatures } from "../../model/impairment.ts";
import type { Installation } from "../../model/installation.ts";
import { type LabSpec, machinesOf, machinesOn } from "../../model/lab-spec.ts";
import { conflictingRoutes } from "../../model/machine-routes.ts";
import { type KernelFeature, kernelFeatures } from "../../model/requirements.ts";
import { answerOf } from "../engine/answer.ts";
import { otherControlGroups } from "../engine/control-groups.ts";
import { Engine } from "../engine/engine.ts";
import { lackingMessage, tryMachine } from "../engine/kernel-features.ts";
import { takenByOthers } from "../engine/ownership.ts";
import { neighbourComplaint } from "./lab-neighbours.ts";
import { type MachineNetwork, readMachineNetwork } from "./machine-network.ts";
import { namespaceProblem, namespaceTrial } from "./user-namespace.ts";
import { openWalls } from "./walls.ts";

/** What is looked at; both, unless it was looked at for labs of the same kind, or will be. */
export interface PreflightOptions {
  /** The engine's machine: images, control groups, kernel, memory, neighbour table. @default true */
  readonly machine?: boolean;
  /** The lab's place on it: its names and networks. @default true */
  readonly place?: boolean;
}

/**
 * Refuses a machine that cannot carry the lab, before anything is made. All problems at once.
 * Throws a LabError; resolves, with what the user should know, when the lab can be deployed.
 */
export async function preflight(
  lab: LabSpec,
  installation: Installation,
  { machine = true, place = true }: PreflightOptions = {},
): Promise<string[]> {
  const engine = new Engine(installation);
  const answer = await answerOf(engine);
  if ("silence" in answer) throw new LabError([noEngine(lab, installation, answer.silence)]);
  const missing = machine ? await missingImages(engine, lab, installation) : [];
  if (missing.length > 0) throw new LabError(missing);
  const network = readMachineNetwork(engine, installation);
  const [ofMachine, ofPlace] = await Promise.all([
    machine ? lookAtMachine(engine, lab, installation, network) : { problems: [], warnings: [] },
    place ? lookAtPlace(engine, lab, installation, network) : [],
  ]);
  const problems = [...ofMachine.problems, ...ofPlace];
  if (problems.length > 0) throw new LabError(problems);
  return ofMachine.warnings;
}

interface Found {
  readonly problems: Problem[];
  readonly warnings: string[];
}

async function lookAtMachine(
  engine: Engine,
  lab: LabSpec,
  installation: Installation,
  network: Promise<MachineNetwork>,
): Promise<Found> {
  const needs = featuresFor(lab);
  const tried: readonly KernelFeature[] = [walls, ...needs.flatMap(({ features }) => features)];
  // All at once, so that whichever fails first, none of the others is left to fail unheard.
  const [groups, { lacking, failure }, memory, neighbours] = await Promise.all([
    otherControlGroups(engine, lab.name, installation),
    namespaceTrial(lab, installation).then((trial) => tryMachine(engine, tried, installation, trial)),
    missingMemory(engine, lab, installation),
    network.then(({ neighbours }) => neighbourComplaint(engine, lab, neighbours, installation)),
  ]);
  return {
    problems: [
      ...[...groups, ...complaints(needs, lacking), ...memory],
      ...(failure === null ? [] : [namespaceProblem(lab, failure)]),
      ...(neighbours === null ? [] : [{ path: lab.name, message: neighbours }]),
    ],
    warnings: lacking.includes(walls) ? [openWalls(`its kernel lacks ${kernelFeatures[walls].option}`)] : [],
  };
}

async function lookAtPlace(
  engine: Engine,
  lab: LabSpec,
  installation: Installation,
  network: Promise<MachineNetwork>,
): Promise<Problem[]> {
  const [taken, { routes }] = await Promise.all([takenByOthers(engine, lab, installation), network]);
  return [...taken, ...takenRoutes(lab, routes)];
}

/** A lab works without walls, so a kernel that lacks them is a warning and no refusal. */
const walls = "kernel:walls";

function noEngine(lab: LabSpec, { engineHost }: Installation, said: string): Problem {
  return {
    path: lab.name,
    message: `No engine answers at ${engineHost} (${said}). Run "npx underlay setup": it starts one, or says what to do.`,
  };
}

async function missingImages(engine: Engine, lab: LabSpec, { images }: Installation): Promise<Problem[]> {
  const present = await engine.run(["images", "--format", "{{.Repository}}:{{.Tag}}"]);
  const used = new Set([
    ...machinesOf(lab).map(({ kind }) => machineKinds[kind].image),
    "host",
    "probe",
  ] as const);
  return [...used]
    .map((name) => images[name])
    .filter((image) => !present.split("\n").includes(image))
    .map((image) => ({
      path: lab.name,
      message: `The engine has no image ${image}. Run "npx underlay setup": it builds what is missing.`,
    }));
}

/** Kernel features, and what of a lab needs them. */
interface Need extends Pick<Problem, "path"> {
  readonly needed: string;
  readonly features: readonly KernelFeature[];
}

function featuresFor(lab: LabSpec): Need[] {
  const machines = machinesOf(lab);
  const kinds = [...new Set(machines.map(({ kind }) => kind))];
  return [
    ...kinds.map((kind) => ({
      path: lab.name,
      needed: `every machine of kind ${kind}`,
      features: machineKinds[kind].requirements,
    })),
    ...(lab.hosts.some(sharesKernel)
      ? [{ path: lab.name, needed: lab.mode.name, features: lab.mode.requirements }]
      : []),
    ...lab.segments
      .filter(({ name }) => machinesOn(lab, name).some(sharesKernel))
      .map(({ name, impairment }) => ({
        path: `${lab.name}/${name}`,
        needed: `its impairment (${describeImpairment(impairment)})`,
        features: impairmentFeatures(impairment),
      })),
  ];
}

const complaints = (needs: readonly Need[], lacking: readonly KernelFeature[]): Problem[] =>
  needs.flatMap(({ path, needed, features }) =>
    lacking
      .filter((feature) => features.includes(feature))
      .map((feature) => ({ path, message: lackingMessage(feature, needed) })),
  );

/**
 * Virtual machines take all of their memory in the end: without this check the kernel's OOM killer would end them while the lab
 * runs.
 */
async function missingMemory(
  engine: Engine,
  lab: LabSpec,
  { images, project }: Installation,
): Promise<Problem[]> {
  const needed = memoryOf(lab.hosts);
  if (needed === 0) return [];
  const meminfo = await engine.run(Engine.once(images.probe, ["cat", "/proc/meminfo"]));
  const available = Math.floor(Number(/^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1] ?? 0) / 1024);
  const running = (
    await engine.run([
      "ps",
      "--quiet",
      "--filter",
      `label=underlay.project=${project.id}`,
      "--filter",
      `label=underlay.lab=${lab.name}`,
    ])
  ).trim();
  // The hosts of a lab that is deployed again have theirs already.
  if (needed <= available || running !== "") return [];
  const vms = lab.hosts.filter(({ vm }) => vm !== null);
  return [
    {
      path: lab.name,
      message: `${vms.length} VM hosts need ${needed} MiB (${vms.map(({ name, vm }) => `${name}: ${vm?.memory}`).join(", ")}, and ${emulatorMemory} each for QEMU), but the engine's machine has ${available} MiB available. Give them less memory with vm({ memory }), have fewer of them, or destroy other labs.`,
    },
  ];
}

/** Routes of the engine's machine. A lab's own bridges have no address there, so they never show up. */
const takenRoutes = (lab: LabSpec, routes: string): Problem[] =>
  lab.segments.flatMap(({ name, cidr }) =>
    conflictingRoutes(routes, cidr).map((route) => ({
      path: `${lab.name}/${name}`,
      message: `${cidr} overlaps the route ${route} of the engine's machine. Give the lab another slot, or the segment a cidr of its own.`,
    })),
  );
