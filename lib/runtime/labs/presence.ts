import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { terraformAtWork } from "../deploy/state-lock.ts";
import { patience } from "../engine/answer.ts";
import { Engine } from "../engine/engine.ts";
import { holderOf } from "../lock.ts";
import { readInstallation } from "../setup/record.ts";
import { Refusal, refusing } from "../terminal.ts";
import { deployedLab, labLock, labsWithState, readState } from "./labs.ts";
import { requireSound, synthesise } from "./synthesis.ts";

/** A lab is deployed when its state says what it is; in part when a deploy or destroy was cut off before or after that. */
export type Presence = "deployed" | "in part" | "absent";

/** The presence of every lab that has a state or that is named, e.g. because the engine has objects of it. */
export async function presences(named: readonly string[] = []): Promise<Map<string, Presence>> {
  const names = [...new Set([...(await labsWithState()), ...named])].sort();
  const found = names.map(async (name): Promise<[string, Presence]> => {
    const presence = await stateSays(name);
    return [name, presence === "absent" && named.includes(name) ? "in part" : presence];
  });
  return new Map(await Promise.all(found));
}

async function stateSays(name: string): Promise<Presence> {
  try {
    if (await deployedLab(name)) return "deployed";
    return ((await readState(name)).resources ?? []).length > 0 ? "in part" : "absent";
  } catch {
    // One that cannot be read can be destroyed all the same.
    return "in part";
  }
}

/** The names of this project's labs of which the engine has a container or network, with a state or without. */
export async function labsOnEngine({
  engineHost,
  project,
}: Pick<Installation, "engineHost" | "project">): Promise<string[]> {
  const engine = new Engine({ engineHost });
  const own = ["--filter", `label=underlay.project=${project.id}`];
  const format = ["--format", '{{.Label "underlay.lab"}}'];
  const listed = await Promise.all([
    engine.run(["ps", "--all", ...own, ...format], { limit: patience }),
    engine.run(["network", "ls", ...own, ...format], { limit: patience }),
  ]);
  const names = listed.flatMap((text) => text.split("\n")).filter((name) => name !== "");
  return [...new Set(names)].sort();
}

/** The deployed lab of this name; refused with the fix, and the nearest name, when there is none. */
export async function requireDeployed(name: string): Promise<LabSpec> {
  // While another command works on the lab, its state may be half-written or missing, which is no error.
  const worker = async () => (await holderOf(labLock(name))) ?? (await terraformAtWork(name));
  const lab = await deployedLab(name).catch(async (error) => {
    if ((await worker()) === undefined) throw error;
    return undefined;
  });
  if (lab) return lab;
  const atWork = await worker();
  if (atWork !== undefined)
    throw new Refusal(`lab "${name}" is not deployed yet: ${atWork} is at work. Wait until that has ended.`);
  const installation = readInstallation();
  const onEngine = installation ? await labsOnEngine(installation).catch(() => []) : [];
  if ((await presences(onEngine)).get(name) === "in part")
    throw new Refusal(
      `lab "${name}" is there in part: its deploy or destroy was cut off. Run "npx underlay deploy ${name}" or "npx underlay destroy ${name}".`,
    );
  await refusing(async () => requireSound([name], await synthesise()));
  throw new Refusal(`lab "${name}" is not deployed. Deploy it with: npx underlay deploy ${name}`);
}
