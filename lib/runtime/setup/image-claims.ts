import type { Project } from "../../model/installation.ts";
import { rootTreeOf } from "../../model/root-tree.ts";
import type { Engine } from "../engine/engine.ts";

/**
 * Images are shared by all projects of an engine, because their tags stand for their content. A project claims one
 * with a tag of its own beside the shared one, e.g. underlay/host:3f2a9c01d4be-PROJECT.
 */
const claimOf = (image: string, { id }: Project): string => `${image}-${id}`;

const isShared = (image: string): boolean => image.startsWith("underlay/");

/** Claims the images and gives up the project's claims on all others. */
export async function claimImages(
  engine: Engine,
  project: Project,
  images: readonly string[],
  made: readonly string[],
): Promise<void> {
  const claimed = images.filter(isShared);
  for (const image of claimed) await engine.run(["tag", image, claimOf(image, project)]);
  const earlier = [...(await claimsOf(engine, project)), ...made].filter((image) => !claimed.includes(image));
  await releaseImages(engine, project, earlier);
}

/** The images that the project claims. */
export async function claimsOf(engine: Engine, project: Project): Promise<string[]> {
  const end = claimOf("", project);
  return (await references(engine))
    .filter((tag) => tag.endsWith(end))
    .map((tag) => tag.slice(0, -end.length));
}

/** Gives up claims; an image goes when nobody claims it any more and no container uses it. Returns those that stay. */
export async function releaseImages(
  engine: Engine,
  project: Project,
  images: readonly string[],
): Promise<string[]> {
  const stay: string[] = [];
  for (const image of new Set(images)) {
    await engine.start(["rmi", claimOf(image, project)]);
    const there = await references(engine);
    if (!there.includes(image)) continue;
    const claimed = there.some((tag) => tag.startsWith(`${image}-`));
    if (claimed || (await engine.start(["rmi", image])).exitCode !== 0) stay.push(image);
    // A volume that does not exist is no error here, and one that is in use belongs to containers of the image, which stays.
    else if (image.startsWith("underlay/host:"))
      await engine.start(["volume", "rm", rootTreeOf({ host: image })]);
  }
  return stay;
}

/** All of Underlay's image references on the engine. */
export async function references(engine: Engine): Promise<string[]> {
  const format = "{{.Repository}}:{{.Tag}}";
  return (await engine.run(["images", "--format", format, "underlay/*"]))
    .split("\n")
    .filter((tag) => tag !== "");
}
