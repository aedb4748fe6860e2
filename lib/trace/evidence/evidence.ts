import { packetAfter, packetBefore } from "../layers.ts";
import { legible, type Packet } from "../packet.ts";
import type { Capture, Context, Outcome } from "../stages/stage.ts";
import type { Crossing, Evidence, Hop, Step } from "../trace.ts";
import { sighting } from "./captured.ts";
import { differences } from "./comparing.ts";

type Derived = Outcome["hops"][number];

/** Sets what was captured beside what was derived, wherever a capture watched. */
export function withEvidence(hops: readonly Derived[], { captures }: Context): Hop[] {
  return hops.map((hop, index) =>
    hop.kind === "crossing" ? crossing(hop, hops, index, captures) : watchedStep(hop, hops, index, captures),
  );
}

/** A segment is watched where the packet leaves one machine, or where it comes into the next. */
function crossing(
  hop: Omit<Crossing, "evidence">,
  hops: readonly Derived[],
  index: number,
  captures: readonly Capture[],
): Crossing {
  const derived = packetAfter(hop.layers);
  const ends = [hops[index - 1], hops[index + 1]].flatMap((end) => (end?.kind === "step" ? end : []));
  const evidence = ends
    .map(({ machine, device }) => compared(captures, machine, device, derived))
    .find((found) => found !== null);
  if (evidence === undefined || evidence.kind === "not captured")
    return { ...hop, evidence: { kind: "not captured" } };
  return { ...hop, evidence, layers: evidence.captured.map((header) => ({ header, change: "kept" })) };
}

/**
 * A capture inside a machine, e.g. on its bridge, sees the packet once on its way through the device. What it
 * saw stands at the step that it agrees with, or else at the last step there.
 */
function watchedStep(hop: Step, hops: readonly Derived[], index: number, captures: readonly Capture[]): Step {
  if (hop.device.kind === "nic") return hop;
  const here = hops.flatMap((other, at) =>
    other.kind === "step" && isAt(other, hop) ? { at, evidence: evidenceAt(other, captures) } : [],
  );
  const shown = here.find(({ evidence }) => evidence?.kind === "agrees") ?? here.at(-1);
  return shown?.at === index ? { ...hop, evidence: shown.evidence } : hop;
}

const isAt = (a: Step, b: Step): boolean =>
  a.machine.kind === b.machine.kind && a.machine.name === b.machine.name && a.device.name === b.device.name;

function evidenceAt({ machine, device, layers }: Step, captures: readonly Capture[]): Evidence | null {
  const found = [packetAfter(layers), packetBefore(layers)].map((derived) =>
    compared(captures, machine, device, derived),
  );
  return found.find((evidence) => evidence?.kind === "agrees") ?? found[0] ?? null;
}

function compared(
  captures: readonly Capture[],
  machine: Step["machine"],
  device: Step["device"],
  packet: Packet,
): Evidence | null {
  const seen = sighting(captures, machine, device.name, packet);
  if (seen === null) return null;
  const derived = legible(packet);
  const different = differences(derived, seen.packet);
  return {
    kind: different.length === 0 ? "agrees" : "disagrees",
    probe: seen.probe,
    number: seen.number,
    captured: seen.packet,
    derived,
    differences: different,
  };
}
