import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type Installation, ownedBy } from "../../model/installation.ts";
import { Engine } from "../engine.ts";
import { labDir, readState, stateFile, withLabLocks } from "../labs.ts";
import { stackDir } from "../synthesis.ts";
import { refuseWhileTerraformWorks } from "./state-lock.ts";

/** Seconds for which the removal of a network is tried again: an engine under load counts endpoints late. */
const patience = 20;

/** True when anything of a lab is there: a state, or an object of this project on the engine. */
export async function isThere(lab: string, installation: Installation): Promise<boolean> {
  if (existsSync(stateFile(lab))) return true;
  const { containers, networks } = await objectsOf(new Engine(installation), lab, installation);
  return containers.length + networks.length > 0;
}

/**
 * Removes a lab by its name alone: all that carries its labels, and what its state names. The lab's file is not asked, so it may be
 * edited, unsound or gone. All that Terraform's state holds of a lab are these engine objects and steps without a trace, so the
 * state goes with them, last: what cannot be removed can be tried again. Throws with the reason and what mends it.
 */
export async function destroy(lab: string, installation: Installation): Promise<void> {
  await withLabLocks([lab], "destroy", async () => {
    await refuseWhileTerraformWorks(lab);
    const engine = new Engine(installation);
    const { containers, networks } = await objectsOf(engine, lab, installation);
    // All at once, and again for what a deploy that was just killed made meanwhile.
    if (containers.length > 0) await removeContainers(engine, lab, containers);
    await Promise.all(networks.map((network) => removeNetwork(engine, lab, network)));
    for (const file of [stateFile(lab), `${stateFile(lab)}.backup`]) await rm(file, { force: true });
    await rm(stackDir(lab), { recursive: true, force: true });
    await rm(labDir(lab), { recursive: true, force: true });
  });
}

/** IDs of the lab's containers and networks: those with its labels, and those of its state that are there. */
async function objectsOf(engine: Engine, lab: string, { project }: Installation) {
  const list = async (...args: string[]) =>
    (await engine.run([...args, "--no-trunc", "--format", "{{.ID}}"])).split("\n").filter((id) => id !== "");
  const { resources = [] } = await readState(lab).catch(() => ({ resources: [] }));
  const known = (type: string) =>
    resources
      .filter((resource) => resource.type === type)
      .flatMap(({ instances }) => instances.flatMap(({ attributes }) => attributes.id ?? []));
  const union = (found: string[], all: string[], ids: string[]) => [
    ...new Set([...found, ...ids.filter((id) => all.includes(id))]),
  ];
  const [ownContainers, allContainers, ownNetworks, allNetworks] = await Promise.all([
    list("ps", "--all", ...ownedBy(project, lab)),
    list("ps", "--all"),
    list("network", "ls", ...ownedBy(project, lab)),
    list("network", "ls"),
  ]);
  return {
    containers: union(ownContainers, allContainers, known("docker_container")),
    networks: union(ownNetworks, allNetworks, known("docker_network")),
  };
}

async function removeContainers(engine: Engine, lab: string, containers: readonly string[]): Promise<void> {
  const removed = await engine.start(["rm", "--force", "--volumes", ...containers], { limit: 120 });
  if (removed.exitCode === 0) return;
  const failures = removed.stderr
    .split("\n")
    .filter((line) => /^Error/.test(line) && !/No such container|already in progress/.test(line));
  if (failures.length > 0)
    throw new Error(
      `the engine does not remove all containers of ${lab}: ${failures.join("; ")}. Its state is kept: run destroy again.`,
    );
}

async function removeNetwork(engine: Engine, lab: string, network: string): Promise<void> {
  const deadline = Date.now() + patience * 1000;
  while (true) {
    const { exitCode, stderr } = await engine.start(["network", "rm", network]);
    if (exitCode === 0 || /No such network|not found/.test(stderr)) return;
    const attached = await attachedTo(engine, network);
    if (attached === undefined) return;
    if (Date.now() > deadline) throw new Error(stuck(lab, network, stderr.trim(), attached));
    await delay(300);
  }
}

/** Names of the containers on a network; undefined when the network is gone. */
async function attachedTo(engine: Engine, network: string): Promise<string[] | undefined> {
  const format = "{{range .Containers}}{{.Name}} {{end}}";
  const { exitCode, stdout } = await engine.start(["network", "inspect", "--format", format, network]);
  return exitCode === 0 ? stdout.split(/\s+/).filter((name) => name !== "") : undefined;
}

function stuck(lab: string, network: string, said: string, attached: readonly string[]): string {
  const short = network.slice(0, 12);
  const mend =
    attached.length > 0
      ? `These containers, which are not the lab's, are still on it: ${attached.join(", ")}. Take them off with: docker network disconnect --force ${short} NAME.`
      : "No container is on it: the engine counts wrong (a known fault of Docker's under load), until it is restarted. Other labs come back by themselves after a restart of the engine.";
  return `the engine did not remove network ${short} of ${lab} within ${patience} s: ${said}. ${mend} Then run: npx underlay destroy ${lab}`;
}
