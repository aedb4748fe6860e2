import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "../../model/installation.ts";
import { answerOf } from "../engine/answer.ts";
import { Engine } from "../engine/engine.ts";
import { withLock } from "../lock.ts";
import { projectDir, stateDir } from "../project.ts";
import { say } from "../terminal.ts";
import { engineAddress, stopDaemon } from "./engine.ts";
import { ownProject } from "./identity.ts";
import { claimsOf, references, releaseImages } from "./image-claims.ts";
import { storeLabel } from "./image-store.ts";
import { refuseWhileInUse } from "./in-use.ts";
import { readMade } from "./made.ts";
import { readInstallation, setupLock } from "./record.ts";
import { withdrawTerraform } from "./terraform.ts";

/** What a removal came to. */
export interface Removal {
  /** The images that are gone from the engine. */
  readonly images: readonly string[];
  /** Those that stay in it: others use them, or it does not answer. */
  readonly kept: readonly string[];
  /** Debian packages that set-up installed. They stay: other programs may use them by now. */
  readonly packages: readonly string[];
}

/** Removes what set-up made: images, the state folder, links, and the engine that it started. */
export const removeSetup = (): Promise<Removal> =>
  withLock(setupLock, "removal of this project's set-up", async () => {
    const project = ownProject();
    const made = readMade();
    const engineHost = readInstallation()?.engineHost ?? (await engineAddress());
    const engine = new Engine({ engineHost });
    const answer = await answerOf(engine);
    await refuseWhileInUse({ engineHost, project }, answer);
    const answers = "version" in answer;
    const { images, kept } = answers
      ? await removeImages(engine, project, made.images)
      : { images: [], kept: made.images };
    if (answers) say(`removed ${images.length} images`);
    const why = answers
      ? "these images stay, because others use them"
      : "no engine answers: these images stay in it";
    if (kept.length > 0) say(`${why}: ${kept.join(" ")}`);
    const others = answers ? await othersOn(engine) : [];
    if (others.length > 0) say(`the engine stays as it is, because others use it: ${others.join(", ")}`);
    else if (await stopDaemon()) say("stopped the dockerd that set-up had started");
    withdrawTerraform();
    await rm(join(projectDir, "cdktf.out"), { recursive: true, force: true });
    await rm(stateDir, { recursive: true, force: true });
    say(`removed ${stateDir}`);
    if (made.packages.length > 0)
      say(`Debian packages stay, because other programs may use them by now. Remove those that you don't need:
  apt-get remove ${made.packages.join(" ")}`);
    return { images, kept, packages: made.packages };
  });

async function removeImages(
  engine: Engine,
  project: Project,
  made: readonly string[],
): Promise<Pick<Removal, "images" | "kept">> {
  const all = ["ps", "--all", "--quiet", "--filter"];
  const ofStores = await engine.run([...all, `label=${storeLabel}`]);
  // Those of commands that were killed before they began: nothing else would ever remove them.
  const unbegun = await engine.run([
    ...all,
    `label=underlay.project=${project.id}`,
    "--filter",
    "status=created",
  ]);
  const leftovers = lines(ofStores + unbegun);
  if (leftovers.length > 0) await engine.run(["rm", "--force", "--volumes", ...leftovers]);
  const ours = [...new Set([...(await claimsOf(engine, project)), ...made])];
  const kept = await releaseImages(engine, project, ours);
  return { images: ours.filter((image) => !kept.includes(image)), kept };
}

/** What is on the engine once this project's own things are gone: containers and claimed images of others. */
async function othersOn(engine: Engine): Promise<string[]> {
  const containers = lines(await engine.run(["ps", "--all", "--format", "container {{.Names}}"]));
  const claims = (await references(engine)).filter((tag) => /:[0-9a-f]+-[0-9a-f]+$/.test(tag));
  return [...containers, ...claims.map((tag) => `image ${tag}`)];
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
