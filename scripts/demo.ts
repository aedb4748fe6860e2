/** demo.ts: from a fresh machine to measured results: set-up, deploy lab-vxlan, its probes, their table and report. */
import { deploy } from "../lib/runtime/deploy/deploy.ts";
import { deployProgress } from "../lib/runtime/deploy/progress.ts";
import { keepingLabLocks } from "../lib/runtime/labs/labs.ts";
import { requireSound, withStacks } from "../lib/runtime/labs/synthesis.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { fail, interruption, say } from "../lib/runtime/terminal.ts";
import { exitCodeOf, runAndTell } from "./verbs/probe.ts";
import { setupTable } from "./verbs/setup.ts";

const name = "lab-vxlan";

try {
  const { rows, installation } = await runSetup();
  say(`\n${setupTable(rows)}\n`);
  await withStacks({ only: [name] }, (synthesis, stackOf) =>
    keepingLabLocks(async () => {
      const [lab] = requireSound([name], synthesis);
      if (!lab) throw new Error(`there is no lab ${name}`);
      const [signal, progress] = [interruption(), deployProgress()];
      const stack = stackOf(name);
      await deploy(lab, { stack, installation, progress, signal }).finally(() => progress.end());
      process.exitCode = exitCodeOf([await runAndTell(lab, installation, { signal })]);
    }),
  );
  say(`\nThe lab is still up.
  look into it:  npx underlay inspect ${name}
                 npx underlay exec ${name} client -- ping -c 3 10.244.2.2
  remove it:     npx underlay destroy ${name}`);
} catch (error) {
  fail(error);
}
