import type { Engine } from "./engine.ts";

/** A container or network of the engine and what its labels say about whose it is; "" without the label. */
export interface EngineObject {
  readonly kind: "container" | "network";
  readonly name: string;
  /** The project's ID. */
  readonly project: string;
  readonly folder: string;
  /** Who set the project up; "" also for projects that were set up before that was noted. */
  readonly user: string;
  readonly lab: string;
  /** When it was made; null where the engine does not tell. */
  readonly since: Date | null;
  /** A network's. */
  readonly subnets: readonly string[];
}

/** All of them, of whoever, by name. */
export async function engineObjects(engine: Engine): Promise<EngineObject[]> {
  const found = await Promise.all([
    list(engine, "container", ["ps", "--all", "--quiet"], ["inspect"], labelled(".Config.Labels"), ""),
    list(
      engine,
      "network",
      ["network", "ls", "--quiet"],
      ["network", "inspect"],
      labelled(".Labels"),
      "{{range .IPAM.Config}}{{.Subnet}} {{end}}",
    ),
  ]);
  return found.flat().sort(byName);
}

const byName = (a: EngineObject, b: EngineObject): number => (a.name < b.name ? -1 : 1);

const labelled = (labels: string) =>
  ["project", "folder", "user", "lab"]
    .map((name) => `{{with index ${labels} "underlay.${name}"}}{{.}}{{end}}`)
    .join("\t");

async function list(
  engine: Engine,
  kind: EngineObject["kind"],
  ids: string[],
  inspect: string[],
  labels: string,
  subnets: string,
): Promise<EngineObject[]> {
  const all = (await engine.run(ids)).split("\n").filter((id) => id !== "");
  if (all.length === 0) return [];
  const format = `{{.Name}}\t${labels}\t{{json .Created}}\t${subnets}`;
  // One that went away meanwhile is in nobody's way: docker tells of the others, and ends with status 1.
  const { stdout } = await engine.start([...inspect, "--format", format, ...all]);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", project = "", folder = "", user = "", lab = "", made = "", text = ""] =
        line.split("\t");
      const words = text.split(" ").filter((word) => word !== "" && !word.includes(":"));
      const since = new Date(made.replaceAll('"', ""));
      return {
        ...{ kind, name: name.replace(/^\//, ""), project, folder, user, lab, subnets: words },
        since: Number.isNaN(since.getTime()) ? null : since,
      };
    });
}
