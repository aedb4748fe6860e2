import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Engine } from "../engine.ts";
import { projectDir, stateDir } from "../project.ts";
import { say } from "../terminal.ts";
import { engineAddress, stopDaemon } from "./engine.ts";
import { storeLabel } from "./image-store.ts";
import { readMade } from "./made.ts";
import { SetupError } from "./part.ts";
import { readInstallation } from "./record.ts";

/** Removes what set-up made: images, the state folder, links, and the engine that it started. */
export async function removeSetup(): Promise<void> {
  const made = readMade();
  const engine = new Engine({ engineHost: readInstallation()?.engineHost ?? (await engineAddress()) });
  if ((await engine.start(["version"], { limit: 10 })).exitCode === 0) {
    await refuseWhileLabsAreUp(engine);
    const leftovers = lines(await engine.run(["ps", "--all", "--quiet", "--filter", `label=${storeLabel}`]));
    if (leftovers.length > 0) await engine.run(["rm", "--force", "--volumes", ...leftovers]);
    for (const image of made.images) await engine.start(["rmi", "--force", image]);
    say(`removed ${made.images.length} images`);
  } else if (made.images.length > 0) {
    say(`no engine answers: these images stay in it: ${made.images.join(" ")}`);
  }
  if (await stopDaemon()) say("stopped the dockerd that set-up had started");
  for (const path of ["node_modules/.bin/terraform", "cdktf.out"])
    await rm(join(projectDir, path), { recursive: true, force: true });
  await rm(stateDir, { recursive: true, force: true });
  say(`removed ${stateDir}`);
  if (made.packages.length > 0)
    say(`Debian packages stay, because other programs may use them by now. Remove those that you don't need:
  apt-get remove ${made.packages.join(" ")}`);
}

async function refuseWhileLabsAreUp(engine: Engine): Promise<void> {
  const format = '{{.Label "underlay.lab"}}';
  const running = await engine.run(["ps", "--all", "--filter", "label=underlay.lab", "--format", format]);
  const labs = [...new Set(lines(running))];
  if (labs.length > 0)
    throw new SetupError(
      `Labs are still deployed: ${labs.join(", ")}`,
      `Destroy them first: ${labs.map((lab) => `npx underlay destroy ${lab}`).join("; ")}`,
    );
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
