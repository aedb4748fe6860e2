import type { Problem } from "../../model/errors.ts";
import { type HostKind, hostKinds } from "../../model/host-kinds.ts";
import { hardwareText, isSameHardware } from "../hardware.ts";
import { type Candidate, type Ready, readyOf } from "./candidates.ts";

/** Figures of different kinds of hosts, or of different accelerators, cannot be compared. */
export function hardwareProblems(candidates: readonly Candidate[], wanted: HostKind | undefined): Problem[] {
  const ready = readyOf(candidates);
  const unread = candidates.flatMap(({ name, hardware }) =>
    typeof hardware === "string"
      ? {
          path: name,
          message: `What its hosts run on cannot be read: ${hardware}. See npx underlay inspect ${name}`,
        }
      : [],
  );
  return [...unread, ...(wanted === undefined ? mixed(ready) : ofOtherKind(ready, wanted))];
}

const ofOtherKind = (ready: readonly Ready[], wanted: HostKind): Problem[] => [
  ...ready
    .filter(({ hardware }) => hardware.hostKind !== wanted)
    .map(({ lab, hardware }) => ({
      path: lab.name,
      message: `It is on ${hardwareText(hardware)}. Deploy it anew with: ${deployCommand(lab.name, wanted)}`,
    })),
  ...mixed(ready.filter(({ hardware }) => hardware.hostKind === wanted)),
];

function mixed(ready: readonly Ready[]): Problem[] {
  const [first] = ready;
  if (!first || ready.every(({ hardware }) => isSameHardware(hardware, first.hardware))) return [];
  const places = ready.map(({ lab, hardware }) => `${lab.name} is on ${hardwareText(hardware)}`);
  // Hosts with a kernel of their own carry every mode, so a lab whose file asks for them can have no others.
  const kind = [...hostKinds]
    .reverse()
    .find((each) => ready.some(({ hardware }) => hardware.hostKind === each));
  const odd = ready.filter(({ hardware }) => hardware.hostKind !== kind);
  const anew = (odd.length > 0 ? odd : ready).map(({ lab }) => deployCommand(lab.name, kind));
  return [
    {
      path: "compare",
      message: `${places.join(", ")}: figures of different hardware are not compared. Deploy anew: ${anew.join(" && ")}`,
    },
  ];
}

const deployCommand = (lab: string, kind: string | undefined): string =>
  `npx underlay deploy ${lab}${kind === undefined ? "" : ` --host-kind ${kind}`}`;
