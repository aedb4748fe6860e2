/**
 * test.ts: set-up, then every check there is: lint and types, unit and synth tests on each supported line of Node,
 * end-to-end tests, the Go programs' tests, shellcheck. The last line counts them. A skipped test counts as failed when CI=true.
 */
import { requireInstallation } from "../lib/runtime/setup/installed.ts";
import { runSetup } from "../lib/runtime/setup/setup.ts";
import { fail, say } from "../lib/runtime/terminal.ts";
import { engineEnvironment } from "../lib/runtime/tool-environment.ts";
import { close } from "./checks/count.ts";
import { goTest, providerModule } from "./checks/go.ts";
import { refuseWhileLabsAreUp } from "./checks/nothing-up.ts";
import { onEachNode, withoutEngine, withoutSetup } from "./checks/quick.ts";
import { vitest } from "./checks/vitest.ts";
import { setupTable } from "./verbs/setup.ts";

try {
  await refuseWhileLabsAreUp();
  // Set-up waits for downloads and for the engine much of its time, and the provider's tests for the engine.
  const onSetup = runSetup().then(async ({ rows }) => {
    say(`\n${setupTable(rows)}\n`);
    const { engineHost, terraform } = requireInstallation();
    const ofProvider = { ...engineEnvironment(engineHost), TF_ACC_TERRAFORM_PATH: terraform.binary };
    return [await goTest(providerModule, ofProvider), ...(await withoutEngine())];
  });
  const beside = async () => [...(await withoutSetup()), ...(await onEachNode())];
  const first = (await Promise.all([onSetup, beside()])).flat();
  close([...first, await vitest(["e2e", "e2e-alone"], { live: true })]);
} catch (error) {
  fail(error);
}
