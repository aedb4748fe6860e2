import { overlaps } from "../../model/cidr.ts";
import type { Problem } from "../../model/errors.ts";
import type { Installation, Project } from "../../model/installation.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { wallsOf } from "../../model/walls.ts";
import type { Engine } from "./engine.ts";
import { firstFreeInstance } from "./free-instance.ts";
import { type EngineObject, engineObjects } from "./objects.ts";

/** Names and networks that the lab needs and that are not its own: container names are the whole engine's. */
export async function takenByOthers(
  engine: Engine,
  lab: LabSpec,
  { project }: Pick<Installation, "project">,
): Promise<Problem[]> {
  const objects = await engineObjects(engine);
  const foreign = objects.filter((object) => object.project !== project.id || object.lab !== lab.name);
  const beside = besideIt(lab, objects);
  return [...takenNames(lab, foreign, project, beside), ...takenNetworks(lab, foreign, project, beside)];
}

/** One problem for each owner of names of ours. */
function takenNames(lab: LabSpec, foreign: readonly EngineObject[], own: Project, beside: string): Problem[] {
  const names = new Set([...machinesOf(lab).map(({ container }) => container), wallsOf(lab)]);
  const taken = foreign.filter(({ kind, name }) => kind === "container" && names.has(name));
  return [...new Set(taken.map(ownerKey))].flatMap((key) => {
    const [first, ...others] = taken.filter((object) => ownerKey(object) === key);
    if (!first) return [];
    const more = others.length === 0 ? "" : `It has ${others.map(({ name }) => name).join(", ")} as well.`;
    const { owner, fix } = ownerOf(first, own);
    const message = sentences(
      `The engine has a container "${first.name}" already.`,
      owner,
      more,
      capital(`${fix}.`),
      beside,
    );
    return { path: lab.name, message };
  });
}

function takenNetworks(
  lab: LabSpec,
  foreign: readonly EngineObject[],
  own: Project,
  beside: string,
): Problem[] {
  return lab.segments.flatMap(({ name, cidr }) =>
    foreign.flatMap((object) =>
      object.subnets
        .filter((subnet) => overlaps(cidr, subnet))
        .map((subnet) => {
          const { owner, fix } = ownerOf(object, own);
          const message = sentences(
            `${cidr} overlaps ${subnet} of the Docker network "${object.name}".`,
            owner,
            `Give the lab another slot, or ${fix}.`,
            beside,
          );
          return { path: `${lab.name}/${name}`, message };
        }),
    ),
  );
}

/** Those that one destroy removes have one key. */
const ownerKey = ({ project, lab, name }: EngineObject): string =>
  lab === "" ? ` ${name}` : `${project} ${lab}`;

/** The labs on the engine, each with whose it is. */
export async function labOwners(engine: Engine, own: Project): Promise<string[]> {
  const objects = (await engineObjects(engine)).filter(({ lab }) => lab !== "");
  const firsts = [...new Set(objects.map(ownerKey))].map((key) =>
    objects.filter((object) => ownerKey(object) === key).reduce(earlier),
  );
  return firsts.map((object) => `${object.lab} of ${projectText(object, own)}`).sort();
}

const earlier = (a: EngineObject, b: EngineObject): EngineObject =>
  (a.since?.getTime() ?? Number.POSITIVE_INFINITY) <= (b.since?.getTime() ?? Number.POSITIVE_INFINITY)
    ? a
    : b;

/** Whose an object is, and what takes it out of the way; the fix is the end of a sentence. */
function ownerOf(object: EngineObject, own: Project): { readonly owner: string; readonly fix: string } {
  const { kind, project, folder, lab, name } = object;
  const remove = kind === "container" ? `docker rm --force --volumes ${name}` : `docker network rm ${name}`;
  if (lab === "") return { owner: "", fix: `remove that ${kind} with: ${remove}` };
  const destroy = `npx underlay destroy ${lab}`;
  const owner = `It belongs to lab ${lab} of ${projectText(object, own)}.`;
  if (project === "") return { owner, fix: `destroy it where it was deployed, or remove it with: ${remove}` };
  return { owner, fix: `destroy that with: ${project === own.id ? "" : `cd ${folder} && `}${destroy}` };
}

/** `the project in /home/ana/labs (ana, since 2026-11-26 09:30 UTC)`. */
function projectText({ project, folder, user, since }: EngineObject, own: Project): string {
  const when = since === null ? "" : `since ${since.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const details = [project === own.id ? "" : user, when].filter((text) => text !== "").join(", ");
  const of =
    project === ""
      ? "an earlier version of Underlay, which did not say whose"
      : project === own.id
        ? "this project"
        : `the project in ${folder}`;
  return details === "" ? of : `${of} (${details})`;
}

/** What lets both be there: a numbered copy with names and addresses that nobody has; "" where there is none. */
function besideIt(lab: LabSpec, objects: readonly EngineObject[]): string {
  const free = firstFreeInstance(lab, objects);
  return free === undefined
    ? ""
    : `Or deploy a copy beside it: npx underlay deploy ${lab.lab} --instance ${free}`;
}

const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");
const capital = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());
