import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Installation } from "../../model/installation.ts";
import { Engine } from "../engine/engine.ts";
import { idsInState, labDir, readState, stateFile, withLabLocks } from "../labs/labs.ts";
import { stackDir } from "../labs/synthesis.ts";
import { waitFor } from "../wait-for.ts";
import { endOrphanedProviders } from "./providers.ts";
import { lockNote, refuseWhileTerraformWorks } from "./state-lock.ts";

/** True when anything of a lab is there: a state, or an object of this project on the engine. */
export async function isThere(lab: string, installation: Installation): Promise<boolean> {
  if (existsSync(stateFile(lab))) return true;
  const { containers, networks } = await objectsOf(new Engine(installation), lab, installation);
  return containers.length + networks.length > 0;
}

/**
 * Removes a lab by its name alone: all that carries its labels, and what its state names. The lab's file is not asked, so it may be
 * edited, unsound or gone. All that Terraform's state holds of a lab are these engine objects and steps without a trace, so the
 * state goes with them, last: what cannot be removed can be tried again. Throws with the reason and what mends it, once what is
 * left was tried again for `patience` seconds: an engine under load counts endpoints late.
 */
export async function destroy(lab: string, installation: Installation, patience = 20): Promise<void> {
  await withLabLocks([lab], "destroy", async () => {
    await refuseWhileTerraformWorks(lab);
    await removeObjects(lab, installation, patience);
    // A Terraform whose driver was killed gives the state free, and then ends: its providers by itself, or not at all.
    await waitFor(10, async () => (await endOrphanedProviders(lab)) === 0 || undefined);
    const state = stateFile(lab);
    // The note of a Terraform that was killed stays beside the state.
    for (const file of [state, `${state}.backup`, lockNote(lab)]) await rm(file, { force: true });
    await rm(stackDir(lab), { recursive: true, force: true });
    await rm(labDir(lab), { recursive: true, force: true });
  });
}

/** Removes and looks again until nothing is left: a deploy that was just killed may have made something meanwhile. */
async function removeObjects(lab: string, installation: Installation, patience: number): Promise<void> {
  const engine = new Engine(installation);
  const deadline = performance.now() + patience * 1000;
  let complaints: string[] = [];
  for (let pass = 1; ; pass += 1) {
    const { containers, networks } = await objectsOf(engine, lab, installation);
    if (containers.length + networks.length === 0) return;
    if (pass > 2 && performance.now() > deadline)
      throw new Error(
        `the engine has not removed all of ${lab} within ${patience} s: ${complaints.join(" ")} Its state is kept: then run npx underlay destroy ${lab}`,
      );
    if (pass > 1) await delay(300);
    const ofContainers = await removeContainers(engine, containers);
    const ofNetworks = await Promise.all(networks.map((network) => removeNetwork(engine, network)));
    complaints = [...ofContainers, ...ofNetworks.flat()];
  }
}

/** IDs of the lab's containers and networks: those with its labels, and those of its state that are there. */
async function objectsOf(engine: Engine, lab: string, { project }: Installation) {
  const state = await readState(lab).catch(() => ({}));
  // As JSON, in which a label of somebody else's with spaces or lines in it stays one value.
  const format = '{{.ID}} {{json (.Label "underlay.project")}} {{json (.Label "underlay.lab")}}';
  const own = `${JSON.stringify(project.id)} ${JSON.stringify(lab)}`;
  const list = async (type: string, ...args: string[]): Promise<string[]> => {
    const inState = idsInState(state, type);
    const told = await engine.run([...args, "--no-trunc", "--format", format]);
    return told.split("\n").flatMap((line) => {
      const [id = ""] = line.split(" ", 1);
      return id !== "" && (line === `${id} ${own}` || inState.includes(id)) ? id : [];
    });
  };
  const [containers, networks] = await Promise.all([
    list("docker_container", "ps", "--all"),
    list("docker_network", "network", "ls"),
  ]);
  return { containers, networks };
}

/** Removes containers, all at once; returns the engine's reasons for those that it kept. */
async function removeContainers(engine: Engine, containers: readonly string[]): Promise<string[]> {
  if (containers.length === 0) return [];
  const removed = await engine.start(["rm", "--force", "--volumes", ...containers], { limit: 120 });
  return removed.stderr
    .split("\n")
    .filter((line) => /^Error/.test(line) && !/No such container|already in progress/.test(line))
    .map((line) => `${line.trim()}.`);
}

/** Removes a network, and takes off it whatever does not belong there; returns the engine's reason if it kept it. */
async function removeNetwork(engine: Engine, network: string): Promise<string[]> {
  const { exitCode, stderr } = await engine.start(["network", "rm", network]);
  if (exitCode === 0 || /No such network|not found/.test(stderr)) return [];
  const attached = await attachedTo(engine, network);
  // Containers that do not belong to the lab, and endpoints of containers that are gone, are disconnected: the network is
  // removed in any case.
  await Promise.all(
    attached.map((name) => engine.start(["network", "disconnect", "--force", network, name])),
  );
  const short = network.slice(0, 12);
  const said = stderr.trim().split("\n").at(-1) ?? "";
  return [
    attached.length > 0
      ? `Network ${short}: ${said}. These containers are on it and do not come off: ${attached.join(", ")}. Remove them, or restart the engine.`
      : `Network ${short}: ${said}. No container is on it: the engine counts wrong (a known fault of Docker's under load), until it is restarted. Other labs come back by themselves after a restart of the engine.`,
  ];
}

/** Names of the containers on a network; none when it is gone. */
async function attachedTo(engine: Engine, network: string): Promise<string[]> {
  const format = "{{range .Containers}}{{.Name}} {{end}}";
  const { exitCode, stdout } = await engine.start(["network", "inspect", "--format", format, network]);
  return exitCode === 0 ? stdout.split(/\s+/).filter((name) => name !== "") : [];
}
