import type { Installation } from "../../model/installation.ts";
import type { Answer } from "../engine/answer.ts";
import { stateFile, workOnLabs } from "../labs/labs.ts";
import { labsOnEngine, presences } from "../labs/presence.ts";
import { leftProjects } from "../runs/git-reference.ts";
import { Refusal } from "../terminal.ts";
import { SetupError } from "./part.ts";

type Owner = Pick<Installation, "engineHost" | "project">;

/** Refuses to remove a set-up whose labs are there, or worked on: without it nobody could remove them any more. */
export async function refuseWhileInUse(owner: Owner, answer: Answer): Promise<void> {
  await refuseWhileLabsAreWorkedOn();
  await refuseWhileLabsAreThere(owner, answer);
  await refuseWhatGatesLeft();
}

async function refuseWhileLabsAreWorkedOn(): Promise<void> {
  const work = await workOnLabs();
  if (work.length > 0)
    throw new Refusal(
      `The set-up cannot be removed now, while these are at work: ${work.join(", ")}. Wait until they have ended.`,
    );
}

/** By their states where no engine answers: they come back with it. */
async function refuseWhileLabsAreThere(owner: Owner, answer: Answer): Promise<void> {
  const onEngine = "version" in answer ? await labsOnEngine(owner) : [];
  const labs = [...(await presences(onEngine))].flatMap(([lab, presence]) =>
    presence === "absent" ? [] : [lab],
  );
  if (labs.length === 0) return;
  const destroy = labs.map((lab) => `npx underlay destroy ${lab}`).join("; ");
  if ("version" in answer)
    throw new SetupError(`Labs are still deployed: ${labs.join(", ")}`, `Destroy them first: ${destroy}`);
  throw new SetupError(
    `Labs are still deployed on the engine at ${owner.engineHost}, which does not answer (${answer.silence}): ${labs.join(", ")}`,
    `Start it and destroy them first: ${destroy}; if it is gone for good, remove their states: ${labs.map((lab) => stateFile(lab)).join(" ")}`,
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
