import { Command } from "commander";
import { messageOf } from "../../lib/model/errors.ts";
import type { HostKind } from "../../lib/model/host-kinds.ts";
import type { Installation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import type { RunRecord } from "../../lib/results/run-record.ts";
import { deploy } from "../../lib/runtime/deploy/deploy.ts";
import { deployProgress } from "../../lib/runtime/deploy/progress.ts";
import { inspect, type LabView } from "../../lib/runtime/labs/inspect.ts";
import { makeRoomForNeighbours } from "../../lib/runtime/labs/lab-neighbours.ts";
import { keepingLabLocks } from "../../lib/runtime/labs/labs.ts";
import { numbered, requireSound, unsoundText, withStacks } from "../../lib/runtime/labs/synthesis.ts";
import { labsDir } from "../../lib/runtime/project.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { interruption, print, Refusal, say } from "../../lib/runtime/terminal.ts";
import { hostKindOption } from "../host-kind.ts";
import { inParallel, instanceOption, type Many, manyOptions, requireLabs } from "../many-labs.ts";
import { exitCodeOf, runAndTell } from "./probe.ts";

interface DeployOptions extends Many {
  readonly probes: boolean;
  readonly json?: boolean;
  readonly tune?: boolean;
  readonly hostKind?: HostKind;
  readonly userNamespace: boolean;
}

export function deployCommand(): Command {
  const command = new Command("deploy")
    .argument("[lab...]")
    .option("--all", "every lab of this project")
    .addOption(instanceOption())
    .addOption(hostKindOption("make all hosts of this kind that the lab's file leaves open"))
    .option(
      "--no-user-namespace",
      "let root in hosts and routers be the machine's root (docs/security.md), where the machine can do no better",
    )
    .option("--no-probes", "stop when the labs are ready")
    .option("--tune", "enlarge the machine's neighbour table, where it is too small")
    .option(
      "--json",
      "the run record (or, without probes, the hosts) as JSON; an array when there are several labs",
    );
  return manyOptions(command)
    .addHelpText(
      "after",
      `
Does what "npx cdktf deploy <lab>" does, and the two may take turns. A failed or interrupted
deploy can be run again or destroyed. Labs come up side by side; their probes run one after the other.
When a lab that is named is unknown or unsound, all are told and none is deployed; --all leaves such labs out.

Examples:
  $ underlay deploy lab-vxlan
  $ underlay deploy lab-vxlan lab-host-gw --no-probes
  $ underlay deploy lab-vxlan --instance 3       # lab-vxlan-3, beside lab-vxlan
  $ underlay deploy lab-vxlan --host-kind vm     # hosts with a kernel of their own
  $ underlay deploy lab-vxlan --no-probes --json | jq '.hosts[].ready'`,
    )
    .action(async (names: string[], options: DeployOptions) => {
      const { all, hostKind, userNamespace, instance } = options;
      requireLabs(names, all);
      const asked = numbered(names, instance);
      const installation = requireInstallation();
      const what = { only: all ? undefined : asked, hostKind, userNamespace, instance };
      await withStacks(what, async (synthesis, stackOf) => {
        const labs = all ? synthesis.labs : requireSound(asked, synthesis);
        if (all && synthesis.unsound.length > 0) say(unsoundText(synthesis));
        if (labs.length === 0)
          throw new Refusal(
            synthesis.unsound.length > 0
              ? "no lab is sound, so nothing was deployed. Mend those that are left out."
              : `there is no lab in ${labsDir()}, so nothing was deployed. A lab's file is named lab-NAME.yaml or lab-NAME.ts.`,
          );
        const work = () => deployAndProbe(labs, { ...options, installation, stackOf });
        // Probes measure what was deployed: nobody changes it in between.
        await (options.probes ? keepingLabLocks(work) : work());
      });
    });
}

interface Work extends DeployOptions {
  readonly installation: Installation;
  readonly stackOf: (lab: string) => string;
}

/** Labs come up side by side; then their probes run, or what is there is shown. Throws with all failures at the end. */
async function deployAndProbe(
  labs: readonly LabSpec[],
  { installation, stackOf, parallel, probes, json, tune = false }: Work,
): Promise<void> {
  if (tune || labs.length > 1) await makeRoomForNeighbours(labs, installation, { tune, progress: say });
  const signal = interruption();
  const progress = deployProgress();
  const up: LabSpec[] = [];
  const failures: unknown[] = [];
  const note = (error: unknown) => void failures.push(error);
  await inParallel(labs, { parallel, signal, done: "deployed" }, async (lab) => {
    await deploy(lab, { stack: stackOf(lab.name), installation, progress, signal });
    up.push(lab);
    progress.say(lab.name, "is ready");
  })
    .catch(note)
    .finally(() => progress.end());
  const runs: (RunRecord | null)[] = [];
  const views: LabView[] = [];
  await inParallel(up, { parallel: 1, signal, done: probes ? "probed" : "shown" }, async (lab) => {
    if (probes) runs.push(await runAndTell(lab, installation, { quiet: json, signal }));
    else if (json) views.push(await inspect(lab, installation));
    else say(`Look into ${lab.name} with: npx underlay inspect ${lab.name}`);
  }).catch(note);
  const results = probes ? runs : views;
  if (json && results.length > 0) print(labs.length === 1 ? results[0] : results);
  if (probes) process.exitCode = exitCodeOf(runs);
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new Error(messages(failures));
}

const messages = (errors: readonly unknown[]): string => errors.map(messageOf).join("\n");
