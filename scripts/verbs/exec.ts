import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { machinesOf } from "../../lib/model/lab-spec.ts";
import { unknownName } from "../../lib/model/names.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { exitCodes } from "../../lib/runtime/terminal.ts";

export function execCommand(): Command {
  return new Command("exec")
    .argument("<lab>")
    .argument("<where>", "a host's, router's or workload's name")
    .argument("<command...>", "put -- before a command that has options")
    .addHelpText(
      "after",
      `
Exits with the command's own status.

Examples:
  $ underlay exec lab-vxlan host1 -- ip route
  $ underlay exec lab-vxlan client -- ping -c 3 10.244.2.2
  $ underlay exec lab-vxlan host1 bash`,
    )
    .action(async (lab: string, where: string, command: string[]) => {
      const places = machinesOf(await requireDeployed(lab)).flatMap((machine) => [
        { name: machine.name, container: machine.container, workload: undefined },
        ...("workloads" in machine ? machine.workloads : []).map(({ name }) => ({
          name,
          container: machine.container,
          workload: name,
        })),
      ]);
      const place = places.find(({ name }) => name === where);
      if (!place) {
        const names = places.map(({ name }) => name);
        throw new Error(unknownName(`${lab} has no host, router or workload "${where}"`, where, names));
      }
      const engine = new Engine(requireInstallation());
      const stdin = process.stdin.isTTY && process.stdout.isTTY ? "terminal" : "pipe";
      const args = Engine.inside(place.container, command, place.workload, stdin);
      // The one command that hands over the terminal itself: zx would put pipes in between.
      const { status, error } = spawnSync("docker", args, { stdio: "inherit", env: engine.environment });
      if (error)
        throw new Error(`docker cannot be started: ${error.message}. See that it is installed and on PATH.`);
      process.exitCode = status ?? exitCodes.failed;
    });
}
