import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Project } from "../../model/installation.ts";
import { answerOf } from "../engine/answer.ts";
import { Engine } from "../engine/engine.ts";
import { projectDir, stateDir } from "../project.ts";
import { leftProjects } from "../runs/git-reference.ts";
import { say } from "../terminal.ts";
import { engineAddress, stopDaemon } from "./engine.ts";
import { ownProject } from "./identity.ts";
import { claimsOf, references, releaseImages } from "./image-claims.ts";
import { storeLabel } from "./image-store.ts";
import { readMade } from "./made.ts";
import { SetupError } from "./part.ts";
import { readInstallation } from "./record.ts";
import { withdrawTerraform } from "./terraform.ts";

/** Removes what set-up made: images, the state folder, links, and the engine that it started. */
export async function removeSetup(): Promise<void> {
  const project = ownProject();
  const made = readMade();
  const engine = new Engine({ engineHost: readInstallation()?.engineHost ?? (await engineAddress()) });
  let others: string[] = [];
  if ("version" in (await answerOf(engine))) {
    await refuseWhileLabsAreUp(engine, project);
    await refuseWhatGatesLeft();
    const leftovers = lines(await engine.run(["ps", "--all", "--quiet", "--filter", `label=${storeLabel}`]));
    if (leftovers.length > 0) await engine.run(["rm", "--force", "--volumes", ...leftovers]);
    const ours = [...new Set([...(await claimsOf(engine, project)), ...made.images])];
    const stay = await releaseImages(engine, project, ours);
    say(`removed ${ours.length - stay.length} images`);
    if (stay.length > 0) say(`these images stay, because others use them: ${stay.join(" ")}`);
    others = await othersOn(engine);
  } else if (made.images.length > 0) {
    say(`no engine answers: these images stay in it: ${made.images.join(" ")}`);
  }
  if (others.length > 0) say(`the engine stays as it is, because others use it: ${others.join(", ")}`);
  else if (await stopDaemon()) say("stopped the dockerd that set-up had started");
  withdrawTerraform();
  await rm(join(projectDir, "cdktf.out"), { recursive: true, force: true });
  await rm(stateDir, { recursive: true, force: true });
  say(`removed ${stateDir}`);
  if (made.packages.length > 0)
    say(`Debian packages stay, because other programs may use them by now. Remove those that you don't need:
  apt-get remove ${made.packages.join(" ")}`);
}

async function refuseWhileLabsAreUp(engine: Engine, { id }: Project): Promise<void> {
  const format = '{{.Label "underlay.lab"}}';
  const running = await engine.run([
    "ps",
    "--all",
    "--filter",
    `label=underlay.project=${id}`,
    "--filter",
    "label=underlay.lab",
    "--format",
    format,
  ]);
  const labs = [...new Set(lines(running))];
  if (labs.length > 0)
    throw new SetupError(
      `Labs are still deployed: ${labs.join(", ")}`,
      `Destroy them first: ${labs.map((lab) => `npx underlay destroy ${lab}`).join("; ")}`,
    );
}

/** Their projects lie in this one's state folder, and their Terraform states would go with it. */
async function refuseWhatGatesLeft(): Promise<void> {
  const left = await leftProjects();
  if (left.length > 0)
    throw new SetupError(
      `A gate that was killed left its lab, or its images, in ${left.join(", ")}`,
      `Remove them first: ${left.map((project) => `cd ${project} && npx underlay destroy --all && npx underlay setup --remove`).join("; ")}`,
    );
}

/** What is on the engine once this project's own things are gone: containers and claimed images of others. */
async function othersOn(engine: Engine): Promise<string[]> {
  const containers = lines(await engine.run(["ps", "--all", "--format", "container {{.Names}}"]));
  const claims = (await references(engine)).filter((tag) => /:[0-9a-f]+-[0-9a-f]+$/.test(tag));
  return [...containers, ...claims.map((tag) => `image ${tag}`)];
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
