import { type Installation, ownedBy } from "../../model/installation.ts";
import { Engine } from "../engine.ts";

/**
 * Starts machines of a lab that are there and do not run: stopped by hand, or left so by an engine that crashed. Terraform
 * would replace them, and with them all that their programs know. One that cannot be started is left to Terraform.
 */
export async function startStopped(lab: string, installation: Installation): Promise<void> {
  const engine = new Engine(installation);
  const states = ["created", "exited"].flatMap((state) => ["--filter", `status=${state}`]);
  const listed = await engine.start([
    ...["ps", "--all", "--quiet", ...ownedBy(installation.project, lab)],
    ...["--filter", "label=underlay.host", ...states],
  ]);
  const ids = listed.stdout.split("\n").filter((id) => id !== "");
  if (ids.length > 0) await engine.start(["start", ...ids]);
}
