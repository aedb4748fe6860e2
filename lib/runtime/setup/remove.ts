import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Engine } from "../engine.ts";
import { projectDir, stateDir } from "../project.ts";
import { say } from "../terminal.ts";
import { stopDaemon } from "./engine.ts";
import { SetupError } from "./part.ts";
import { readInstallation } from "./record.ts";

/** Removes all that set-up made: images, the state folder, links, and the engine that it started. */
export async function removeSetup(): Promise<void> {
  const installation = readInstallation();
  const engine = installation && new Engine(installation);
  if (engine && (await engine.start(["version"], { limit: 10 })).exitCode === 0) {
    await refuseWhileLabsAreUp(engine);
    const images = lines(
      await engine.run([
        "images",
        "--format",
        "{{.Repository}}:{{.Tag}}",
        "--filter",
        "reference=underlay/*",
      ]),
    );
    if (images.length > 0) await engine.run(["rmi", "--force", ...images], { limit: 120 });
    say(`removed ${images.length} images`);
  }
  if (await stopDaemon()) say("stopped the dockerd that set-up had started");
  for (const path of ["node_modules/.bin/terraform", "cdktf.out"])
    await rm(join(projectDir, path), { recursive: true, force: true });
  await rm(stateDir, { recursive: true, force: true });
  say(`removed ${stateDir}`);
  say(
    "Debian packages stay, because other programs may use them by now. Remove those that you don't need: apt-get remove docker.io mmdebstrap",
  );
}

async function refuseWhileLabsAreUp(engine: Engine): Promise<void> {
  const format = '{{.Label "underlay.lab"}}';
  const labs = new Set(
    lines(await engine.run(["ps", "--all", "--filter", "label=underlay.lab", "--format", format])),
  );
  if (labs.size > 0)
    throw new SetupError(
      `Labs are still deployed: ${[...labs].join(", ")}`,
      `Destroy them first: ${[...labs].map((lab) => `npx underlay destroy ${lab}`).join("; ")}`,
    );
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
