import { overlaps } from "../../model/cidr.ts";
import type { Problem } from "../../model/errors.ts";
import type { Installation, Project } from "../../model/installation.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { wallsOf } from "../../model/walls.ts";
import type { Engine } from "./engine.ts";

/** An engine object and what its labels say about whose it is; empty without the label. */
interface Owned {
  readonly name: string;
  readonly project: string;
  readonly folder: string;
  readonly lab: string;
  readonly subnets: readonly string[];
}

const labelled = (labels: string) =>
  ["project", "folder", "lab"]
    .map((name) => `{{with index ${labels} "underlay.${name}"}}{{.}}{{end}}`)
    .join("\t");

/** Names and networks that the lab needs and that are not its own: container names are the whole engine's. */
export async function takenByOthers(
  engine: Engine,
  lab: LabSpec,
  { project }: Pick<Installation, "project">,
): Promise<Problem[]> {
  const [containers, networks] = await Promise.all([
    objects(engine, ["ps", "--all", "--quiet"], ["inspect"], labelled(".Config.Labels"), ""),
    objects(
      engine,
      ["network", "ls", "--quiet"],
      ["network", "inspect"],
      labelled(".Labels"),
      "{{range .IPAM.Config}}{{.Subnet}} {{end}}",
    ),
  ]);
  const foreign = (object: Owned) => object.project !== project.id || object.lab !== lab.name;
  const names = new Set([...machinesOf(lab).map(({ container }) => container), wallsOf(lab)]);
  const ofContainers = containers
    .filter((object) => foreign(object) && names.has(object.name))
    .map((object) => ({
      path: lab.name,
      message: `The engine has a container "${object.name}" already. ${whose(object, project, `docker rm --force --volumes ${object.name}`)}`,
    }));
  const ofNetworks = lab.segments.flatMap((segment) =>
    networks.filter(foreign).flatMap((object) =>
      object.subnets
        .filter((subnet) => overlaps(segment.cidr, subnet))
        .map((subnet) => ({
          path: `${lab.name}/${segment.name}`,
          message: `${segment.cidr} overlaps ${subnet} of the Docker network "${object.name}". ${whose(object, project, `docker network rm ${object.name}`, "Give the lab another slot, or ")}`,
        })),
    ),
  );
  return [...ofContainers, ...ofNetworks];
}

/** Whose it is, and the fix. */
function whose({ project, folder, lab }: Owned, own: Project, remove: string, instead = ""): string {
  const fix = (text: string) =>
    instead === "" ? text.replace(/^./, (first) => first.toUpperCase()) : instead + text;
  if (lab === "") return fix(`remove that ${instead === "" ? "container" : "network"} with: ${remove}`);
  if (project === "")
    return `It belongs to lab ${lab} of an earlier version of Underlay, which did not say whose. ${fix(`destroy it where it was deployed, or remove it with: ${remove}`)}`;
  const destroy = `npx underlay destroy ${lab}`;
  if (project === own.id)
    return `It belongs to this project's lab ${lab}. ${fix(`destroy that with: ${destroy}`)}`;
  return `It belongs to lab ${lab} of the project in ${folder}. ${fix(`destroy that with: cd ${folder} && ${destroy}`)}`;
}

async function objects(
  engine: Engine,
  list: string[],
  inspect: string[],
  labels: string,
  subnets: string,
): Promise<Owned[]> {
  const ids = (await engine.run(list)).split("\n").filter((id) => id !== "");
  if (ids.length === 0) return [];
  const format = `{{.Name}}\t${labels}\t${subnets}`;
  // An object that was removed meanwhile is no conflict: `docker inspect` prints the others and ends with status 1, which is
  // ignored.
  const lines = (await engine.start([...inspect, "--format", format, ...ids])).stdout.split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", project = "", folder = "", lab = "", text = ""] = line.split("\t");
      const words = text.split(" ").filter((word) => word !== "" && !word.includes(":"));
      return { name: name.replace(/^\//, ""), project, folder, lab, subnets: words };
    });
}
