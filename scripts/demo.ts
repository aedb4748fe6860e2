/** demo.ts: from a fresh machine to measured results: set-up, deploy lab-vxlan, its probes, their table and report. */
import { deploy } from "../lib/runtime/cdktf.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { fail, say } from "../lib/runtime/terminal.ts";
import { runAndTell } from "./verbs/probe.ts";
import { setupTable } from "./verbs/setup.ts";

const name = "lab-vxlan";

try {
  const { rows, installation } = await runSetup();
  say(`\n${setupTable(rows)}\n`);
  const lab = await deploy(name);
  await runAndTell(lab, installation);
  say(`\nThe lab is still up.
  look into it:  npx underlay inspect ${name}
                 npx underlay exec ${name} client -- ping -c 3 10.244.2.2
  remove it:     npx underlay destroy ${name}`);
} catch (error) {
  fail(error);
}
