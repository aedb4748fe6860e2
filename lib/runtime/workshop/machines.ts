import { type Installation, ownedBy } from "../../model/installation.ts";
import { machinesOf } from "../../model/lab-spec.ts";
import { rootTreeOf } from "../../model/root-tree.ts";
import type { Seat } from "../../workshop/seat.ts";
import { patience } from "../engine/answer.ts";
import { Engine } from "../engine/engine.ts";
import { deployedLab } from "../labs/labs.ts";

/** How many machines of each lab of this project run. One that is paused does not, nor one that ends again and again. */
export async function machinesRunning({
  project,
  ...installation
}: Installation): Promise<Map<string, number>> {
  const engine = new Engine(installation);
  const own = ["--filter", `label=underlay.project=${project.id}`, "--filter", "label=underlay.host"];
  const running = ["--filter", "status=running", ...own];
  const listed = await engine.run(["ps", ...running, "--format", '{{.Label "underlay.lab"}}'], {
    limit: patience,
  });
  const counts = new Map<string, number>();
  for (const lab of listed.split("\n")) if (lab !== "") counts.set(lab, (counts.get(lab) ?? 0) + 1);
  return counts;
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
  const format = '{{.ID}} {{.Label "underlay.lab"}}';
  const listed = await engine.run(["ps", "--all", ...own, "--format", format], { limit: patience });
  const ids = listed.split("\n").flatMap((line) => {
    const [id = "", lab = ""] = line.split(" ");
    return labs.includes(lab) ? id : [];
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
