/** demo.ts: from a fresh machine to measured results: set-up, deploy lab-vxlan, its probes, their table and report. */
import { deploy } from "../lib/runtime/deploy/deploy.ts";
import { deployProgress } from "../lib/runtime/deploy/progress.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { requireSound, synthesise } from "../lib/runtime/synthesis.ts";
import { fail, interruption, say } from "../lib/runtime/terminal.ts";
import { adoptToolEnvironment } from "../lib/runtime/tool-environment.ts";
import { runAndTell } from "./verbs/probe.ts";
import { setupTable } from "./verbs/setup.ts";

const name = "lab-vxlan";

adoptToolEnvironment();
try {
  const { rows, installation } = await runSetup();
  say(`\n${setupTable(rows)}\n`);
  const [lab] = requireSound([name], await synthesise({ write: true, only: [name] }));
  if (!lab) throw new Error(`there is no lab ${name}`);
  const [signal, progress] = [interruption(), deployProgress()];
  await deploy(lab, { installation, progress, signal }).finally(() => progress.end());
  await runAndTell(lab, installation, { signal });
  say(`\nThe lab is still up.
  look into it:  npx underlay inspect ${name}
                 npx underlay exec ${name} client -- ping -c 3 10.244.2.2
  remove it:     npx underlay destroy ${name}`);
} catch (error) {
  fail(error);
}
