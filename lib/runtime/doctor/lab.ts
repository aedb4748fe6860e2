import { LabError, messageOf } from "../../model/errors.ts";
import { describeImpairment } from "../../model/impairment.ts";
import type { Installation } from "../../model/installation.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import { absence } from "../bench/absence.ts";
import { Engine } from "../engine/engine.ts";
import { inspect, type LabView, type MachineView } from "../labs/inspect.ts";
import { deployedLab, labLock } from "../labs/labs.ts";
import { preflight } from "../labs/preflight.ts";
import { labsOnEngine, presences, requireDeployed } from "../labs/presence.ts";
import { requireSound, synthesise } from "../labs/synthesis.ts";
import { wallsNow } from "../labs/walls.ts";
import { holderOf } from "../lock.ts";
import { faultsOf, type PlacedFault } from "../tasks/fault-record.ts";
import { examined, type Finding, fault, note, ok, warning } from "./finding.ts";

/** What is wrong with a lab that runs; or, of one that does not, what keeps it from being deployed. */
export async function examineLab(name: string, installation: Installation): Promise<Finding[]> {
  const busy = await holderOf(labLock(name));
  const atWork = busy === undefined ? [] : [note(name, `${busy} is at work.`)];
  const lab = await deployedLab(name).catch(() => undefined);
  return [
    ...atWork,
    ...(lab ? await examineRunning(lab, installation) : await examinePlanned(name, installation)),
  ];
}

async function examinePlanned(name: string, installation: Installation): Promise<Finding[]> {
  const inTheWay = await examined(name, async () => {
    const [lab] = requireSound([name], await synthesise());
    return lab ? (await preflight(lab, installation)).map((text) => warning(name, text)) : [];
  });
  const findings = [...(await presenceOf(name, installation)), ...inTheWay];
  return inTheWay.length > 0 ? findings : [...findings, ok(name, "nothing keeps it from being deployed")];
}

/** Why a lab is not deployed. That there is no such lab is for synthesis to say. */
async function presenceOf(name: string, installation: Installation): Promise<Finding[]> {
  const error = await requireDeployed(name).then(
    () => undefined,
    (reason) => reason,
  );
  if (error === undefined || error.cause instanceof LabError) return [];
  const onEngine = await labsOnEngine(installation).catch(() => []);
  const inPart = (await presences(onEngine)).get(name) === "in part";
  return [(inPart ? fault : note)(name, messageOf(error))];
}

async function examineRunning(lab: LabSpec, installation: Installation): Promise<Finding[]> {
  const engine = new Engine(installation);
  // A machine whose programs lie hides nothing of what is seen from outside.
  const { view, unseen } = await inspect(lab, installation).then(
    (view) => ({ view, unseen: [] }),
    async (error: unknown) => ({
      view: { hosts: [], segments: [] },
      unseen: [fault(lab.name, messageOf(error)), ...(await absentIn(lab, engine))],
    }),
  );
  const [machines, networks, walls, faults] = await Promise.all([
    Promise.all(
      view.hosts.map((machine) =>
        examined(`${lab.name}/${machine.host}`, () => machineState(machine, lab, engine)),
      ),
    ),
    Promise.all(
      lab.segments.map((segment) =>
        examined(`${lab.name}/${segment.name}`, () => networkState(segment, lab, engine)),
      ),
    ),
    examined(lab.name, async () => wallsState(lab, await wallsNow(engine, lab))),
    examined(lab.name, async () => placedFaults(lab, await faultsOf(lab.name))),
  ]);
  return [
    ...[...faults, ...unseen, ...machines.flat(), ...networks.flat()],
    ...[...segmentStates(lab, view), ...walls],
  ];
}

/** The machines that do not run, each with what brings it back. */
async function absentIn(lab: LabSpec, engine: Engine): Promise<Finding[]> {
  const found = machinesOf(lab).map(async (machine) => {
    const absent = await absence(machine, { lab, engine });
    return absent === null ? [] : [fault(`${lab.name}/${machine.name}`, absent)];
  });
  return (await Promise.all(found)).flat();
}

/** Of a machine that does not run, what brings it back; of one that is not ready, its gate and the end of the log that tells why. */
async function machineState(view: MachineView, lab: LabSpec, engine: Engine): Promise<Finding> {
  const path = `${lab.name}/${view.host}`;
  const machine = machinesOf(lab).find(({ name }) => name === view.host);
  const absent = machine ? await absence(machine, { lab, engine }) : null;
  if (absent !== null) return fault(path, absent);
  if (view.ready) return ok(path, "passes all its gates");
  const explain = Engine.inside(view.container, ["underlay-ready", "--explain"]);
  const { stdout, stderr } = await engine.start(explain, { limit: 20 });
  const why = stdout.trim() || stderr.trim() || "it does not answer";
  return fault(
    path,
    `It is not ready: ${why}\nWhat was done by hand in it, a deploy does not know of: docker restart ${view.container} makes the host as it was. If its machine is only slow, wait.`,
  );
}

async function networkState(
  { name, network }: LabSpec["segments"][number],
  lab: LabSpec,
  engine: Engine,
): Promise<Finding[]> {
  const { exitCode, stderr } = await engine.start(["network", "inspect", "--format", "{{.Id}}", network], {
    limit: 10,
  });
  if (exitCode === 0) return [];
  return [
    /no such network/i.test(stderr)
      ? fault(
          `${lab.name}/${name}`,
          `Its network ${network} is gone. Run "npx underlay destroy ${lab.name}", then deploy it again.`,
        )
      : fault(`${lab.name}/${name}`, `Whether its network is there is not known: ${stderr.trim()}`),
  ];
}

/** What was set while the lab runs, and makes it other than its file says. */
export function segmentStates(lab: LabSpec, { segments }: LabView): Finding[] {
  return segments.flatMap(({ segment, impairments, links }) => {
    const path = `${lab.name}/${segment}`;
    const asked = describeImpairment(lab.segments.find(({ name }) => name === segment)?.impairment ?? {});
    const down = links
      .filter(({ state }) => state === "down")
      .map(({ machine }) =>
        warning(
          path,
          `The link of ${machine} is down. Up again: npx underlay link ${lab.name} ${segment} ${machine} up`,
        ),
      );
    const impaired = impairments.flatMap(({ machine, impairment }) =>
      impairment === null || describeImpairment(impairment) === asked
        ? []
        : [
            note(
              path,
              `${machine} is impaired there: ${describeImpairment(impairment)}, where the lab's file says ${asked}. As in the file again: npx underlay impair ${lab.name} ${segment} …`,
            ),
          ],
    );
    return [...down, ...impaired];
  });
}

/** What was broken on purpose: it explains what is found below. */
export const placedFaults = ({ name }: LabSpec, faults: readonly PlacedFault[]): Finding[] =>
  faults.map(({ id, says }) =>
    note(name, `Broken on purpose: ${says}. As it was again: npx underlay fault ${name} --undo ${id}`),
  );

const wallsState = (lab: LabSpec, said: string): Finding =>
  said === "closed"
    ? ok(lab.name, "its segments are closed towards the engine's machine")
    : warning(
        lab.name,
        `Its segments are not closed towards the engine's machine (${said}), so root in a host reaches it.`,
      );
