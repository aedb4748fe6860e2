import { LabError } from "../../model/errors.ts";
import { sharesKernel } from "../../model/host-kinds.ts";
import { type Impairment, impairmentComplaints, impairmentFeatures } from "../../model/impairment.ts";
import type { Installation } from "../../model/installation.ts";
import { parseJson } from "../../model/json.ts";
import { type InterfaceSpec, type LabSpec, type MachineSpec, machinesOn } from "../../model/lab-spec.ts";
import { impairment } from "../../results/run-record.ts";
import { Engine, explain } from "../engine/engine.ts";
import { lackingFeatures, lackingMessage } from "../engine/kernel-features.ts";
import { told } from "../engine/told.ts";
import { withLabLocks } from "./labs.ts";

/** What each interface does to the packets that it sends, at this moment; null where the machine does not answer. */
export const readImpairment = (
  engine: Engine,
  machine: MachineSpec,
  { address }: InterfaceSpec,
): Promise<Impairment | null> =>
  told(engine, machine, ["underlay-impair", address], (text) => impairment.safeParse(parseJson(text)).data);

/**
 * Makes a segment of a running lab as bad as asked, on every machine that is on it; `{}` makes it good again.
 * Throws before anything is changed when the kernel cannot do it or the lab is being worked on, and names the machines
 * where it failed.
 */
export const impairSegment = (
  lab: LabSpec,
  segment: string,
  wanted: Impairment,
  installation: Installation,
): Promise<void> =>
  withLabLocks([lab.name], "impairment", () => impairNow(lab, segment, wanted, installation));

async function impairNow(
  lab: LabSpec,
  segment: string,
  wanted: Impairment,
  installation: Installation,
): Promise<void> {
  const path = `${lab.name}/${segment}`;
  const engine = new Engine(installation);
  const complaints = impairmentComplaints(wanted);
  // A machine with a kernel of its own brings what it takes.
  const asked = machinesOn(lab, segment).some(sharesKernel) ? impairmentFeatures(wanted) : [];
  const lacking = complaints.length > 0 ? [] : await lackingFeatures(engine, asked, installation);
  const messages = [...complaints, ...lacking.map((feature) => lackingMessage(feature, "this impairment"))];
  if (messages.length > 0) throw new LabError(messages.map((message) => ({ path, message })));
  const failures = await Promise.all(
    machinesOn(lab, segment).flatMap(({ container, interfaces, name }) =>
      interfaces
        .filter((link) => link.segment === segment)
        .map(async ({ address }) => {
          const command = Engine.inside(container, ["underlay-impair", address, JSON.stringify(wanted)]);
          const output = await engine.start(command, { limit: 20 });
          return output.exitCode === 0
            ? []
            : [{ path: `${lab.name}/${name}`, message: explain(command, output) }];
        }),
    ),
  );
  if (failures.flat().length > 0) throw new LabError(failures.flat());
}
