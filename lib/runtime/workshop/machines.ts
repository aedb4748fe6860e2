import { type Installation, ownedBy } from "../../model/installation.ts";
import { machinesOf } from "../../model/lab-spec.ts";
import { rootTreeOf } from "../../model/root-tree.ts";
import type { Seat } from "../../workshop/seat.ts";
import { patience } from "../engine/answer.ts";
import { Engine } from "../engine/engine.ts";
import { deployedLab } from "../labs/labs.ts";

/** What there is of the machines of this project's labs, but for those that have ended. */
export interface Machines {
  /** The labs of which there is any. One that is paused takes as much memory as one that runs. */
  readonly there: ReadonlySet<string>;
  /** How many of each lab run. One that is paused does not, nor one that ends again and again. */
  readonly running: ReadonlyMap<string, number>;
}

export async function machinesThere({ project, ...installation }: Installation): Promise<Machines> {
  const engine = new Engine(installation);
  const own = ["--filter", `label=underlay.project=${project.id}`, "--filter", "label=underlay.host"];
  const format = '{{.State}} {{.Label "underlay.lab"}}';
  const listed = await engine.run(["ps", ...own, "--format", format], { limit: patience });
  const there = new Set<string>();
  const running = new Map<string, number>();
  for (const line of listed.split("\n")) {
    const [state, lab = ""] = line.split(" ");
    if (lab === "") continue;
    there.add(lab);
    if (state === "running") running.set(lab, (running.get(lab) ?? 0) + 1);
  }
  return { there, running };
}

/** Has machines of a lab go on that somebody has paused: a deploy would wait for them in vain, and their seat would be made afresh. */
export async function unpause(lab: string, { project, ...installation }: Installation): Promise<void> {
  const engine = new Engine(installation);
  const listed = await engine.start([
    "ps",
    "--quiet",
    ...["--filter", "status=paused"],
    ...ownedBy(project, lab),
  ]);
  const ids = listed.stdout.split("\n").filter((id) => id !== "");
  if (ids.length > 0) await engine.start(["unpause", ...ids]);
}

/** The labs of these seats of which all machines run that were deployed. */
export async function wholeLabs(
  seats: readonly Seat[],
  running: ReadonlyMap<string, number>,
): Promise<Set<string>> {
  const found = await Promise.all(
    seats.map(async ({ lab }) => {
      const spec = await deployedLab(lab).catch(() => undefined);
      return spec && (running.get(lab) ?? 0) >= machinesOf(spec).length ? [lab] : [];
    }),
  );
  return new Set(found.flat());
}

/** The volumes that containers of these labs have for themselves. */
export async function volumesOf(
  labs: readonly string[],
  { project, images, ...installation }: Installation,
): Promise<string[]> {
  const engine = new Engine(installation);
  const own = ["--filter", `label=underlay.project=${project.id}`];
  const format = '{{.ID}} {{json (.Label "underlay.lab")}}';
  const listed = await engine.run(["ps", "--all", ...own, "--format", format], { limit: patience });
  const ids = listed.split("\n").flatMap((line) => {
    const [id = ""] = line.split(" ", 1);
    return labs.some((lab) => line === `${id} ${JSON.stringify(lab)}`) ? id : [];
  });
  if (ids.length === 0) return [];
  const mounts = '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}';
  const { stdout } = await engine.start(["inspect", "--format", mounts, ...ids]);
  const shared = rootTreeOf(images);
  return stdout.split(/\s+/).filter((name) => name !== "" && name !== shared);
}

/** Those of these volumes that are there. */
export async function volumesThere(
  volumes: readonly string[],
  installation: Installation,
): Promise<string[]> {
  const listed = await new Engine(installation).run(["volume", "ls", "--quiet"], { limit: patience });
  const all = new Set(listed.split("\n"));
  return volumes.filter((name) => all.has(name));
}
