import type { Installation } from "../../model/installation.ts";
import { Engine } from "../engine/engine.ts";
import { idsInState, readState } from "../labs/labs.ts";

/**
 * Starts machines of a lab's state that ran and do not run now: stopped by hand, or left so by an engine that crashed. Terraform
 * would replace them, and with them all that their programs know. One that cannot be started is left to Terraform, as is one that
 * never ran: it may lack the files that it is configured by.
 */
export async function startStopped(lab: string, installation: Installation): Promise<void> {
  const engine = new Engine(installation);
  const listed = await engine.start(["ps", "--all", "--quiet", "--no-trunc", "--filter", "status=exited"]);
  const own = idsInState(await readState(lab), "docker_container");
  const ids = listed.stdout.split("\n").filter((id) => own.includes(id));
  if (ids.length > 0) await engine.start(["start", ...ids]);
}
