import { LabError } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { InterfaceSpec, LabSpec, MachineSpec } from "../../model/lab-spec.ts";
import type { CommandLine } from "../../probes/bench.ts";
import {
  type LinkState,
  linksCommand,
  readLinks,
  routeCommands,
  setLinkCommand,
} from "../../probes/link-state.ts";
import { Engine } from "../engine/engine.ts";
import { told } from "../engine/told.ts";
import { withLabLocks } from "./labs.ts";

/** The state of a machine's links by their addresses; null where it does not answer. */
export const linksOf = (
  engine: Engine,
  machine: MachineSpec,
): Promise<ReadonlyMap<string, LinkState> | null> => told(engine, machine, linksCommand, readLinks);

/**
 * Sets a machine's link to a segment down or up on a running lab, until it is set otherwise or the machine restarts. Throws before anything
 * is done when the lab is being worked on.
 */
export const setLink = (
  lab: LabSpec,
  machine: MachineSpec,
  link: InterfaceSpec,
  state: LinkState,
  installation: Installation,
): Promise<void> =>
  withLabLocks([lab.name], `link ${state}`, async () => {
    const engine = new Engine(installation);
    const run = async (command: CommandLine) =>
      engine.run(Engine.inside(machine.container, command), { limit: 20 });
    try {
      const device = (await run(["underlay-device", link.address])).trim();
      await run(setLinkCommand(device, state));
      if (state === "up") for (const command of routeCommands(machine)) await run(command);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new LabError([{ path: `${lab.name}/${machine.name}`, message }]);
    }
  });
