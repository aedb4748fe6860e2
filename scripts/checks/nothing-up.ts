import { presences } from "../../lib/runtime/labs/presence.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";

/** Tests deploy this project's labs, change them and remove them, also a lab that somebody else has up. */
export async function refuseWhileLabsAreUp(): Promise<void> {
  const up = [...(await presences())].flatMap(([lab, presence]) => (presence === "deployed" ? [lab] : []));
  if (up.length > 0)
    throw new Refusal(
      `the tests would remove what is up: ${up.join(", ")}. Remove it yourself first: npx underlay destroy ${up.join(" ")}`,
    );
}
