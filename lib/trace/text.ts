import type { Layer } from "./layers.ts";
import type { Header } from "./packet.ts";
import { type Numbered, type Place, placesOf } from "./places.ts";
import { broken, packetText, stackText } from "./stack-text.ts";
import type { Endpoint, Evidence, Hop, Machine, Step, Trace } from "./trace.ts";

const width = 100;
const gap = "  ";

/** A trace for the terminal: aligned, without colour, in 100 columns; only table entries are never broken. */
export function traceText(trace: Trace): string {
  const margin = Math.max(0, ...trace.hops.flatMap((hop) => whereOf(hop).map(({ length }) => length)));
  const parts = placesOf(trace.hops)
    .flatMap(partsOf)
    .map(({ title, hops }) => [title, ...hops.flatMap((hop) => hopLines(hop, margin))].join("\n"));
  const text = [`${endName(trace.from)} → ${endName(trace.to)}`, ...parts, ending(trace)].join("\n\n");
  // Names and table entries are the record's; other control characters would move the terminal's cursor.
  return text.replace(/[^\P{Cc}\n]/gu, "\uFFFD");
}

const endName = ({ name, address }: Endpoint): string => [name, address].filter(Boolean).join(" ");

function ending({ hops, end }: Trace): string {
  const sentence = end === null ? `Arrived in ${hops.length} steps.` : `It gets no further: ${end}`;
  return broken(sentence, width).join("\n");
}

interface Part {
  readonly title: string;
  readonly hops: readonly Numbered<Hop>[];
}

const partsOf = (place: Place): Part[] =>
  place.kind === "machine"
    ? place.rooms.map(({ machine, steps }) => ({ title: titleOf(machine), hops: steps }))
    : [{ title: `segment ${place.crossing.segment} ${place.crossing.cidr}`, hops: [place.crossing] }];

const titleOf = (machine: Machine): string =>
  machine.kind === "workload" ? `${machine.name} in ${machine.host}` : machine.name;

/** What stands left of a hop's lines: its device and, below, what that is. */
const whereOf = (hop: Hop): string[] => (hop.kind === "step" ? [hop.device.name, hop.device.kind] : ["wire"]);

/** The hop's number and device, and what happens there beside them. */
function hopLines(hop: Numbered<Hop>, margin: number): string[] {
  const where = whereOf(hop);
  const number = String(hop.number).padStart(4);
  const beside = number.length + 2 * gap.length + margin;
  return contentOf(hop, width - beside).map((line, index) => {
    const left = index === 0 ? number : "".padEnd(number.length);
    return [left, (where[index] ?? "").padEnd(margin), line].join(gap).trimEnd();
  });
}

function contentOf(hop: Hop, columns: number): string[] {
  const { what, layers, evidence } = hop;
  if (hop.kind === "crossing")
    return [...broken(what, columns), ...evidenceLines(hop.evidence, columns), ...full(layers, columns)];
  return [
    ...broken(what, columns),
    ...entryLines(hop),
    ...broken(stackText(layers), columns),
    ...(evidence === null ? [] : evidenceLines(evidence, columns)),
    ...(evidence?.kind === "disagrees" ? full(evidence.captured.map(asKept), columns) : []),
  ];
}

function entryLines({ entry, alternatives }: Step): string[] {
  if (entry === null) return [];
  const label = (name: string, line: string) => `${name.padEnd(11)}${line}`;
  return [
    ...entry.text.split("\n").map((line, index) => label(index === 0 ? `${entry.table}:` : "", line)),
    ...alternatives.map((line) => label("or:", line)),
  ];
}

/** What a capture says; the captured packet itself follows. */
function evidenceLines(evidence: Evidence, columns: number): string[] {
  if (evidence.kind === "not captured") return ["Not captured. As the tables say:"];
  const { probe, number, differences, derived } = evidence;
  const captured = `Captured by ${probe} as packet ${number}`;
  if (evidence.kind === "agrees") return broken(`${captured}, as the tables say.`, columns);
  return [
    ...broken(`${captured}, BUT NOT AS THE TABLES SAY:`, columns),
    ...differences.flatMap((difference) => broken(`! ${difference}`, columns)),
    "As the tables say:",
    ...full(derived.map(asKept), columns),
    "As captured:",
  ];
}

const asKept = (header: Header): Layer => ({ header, change: "kept" });

const full = (layers: readonly Layer[], columns: number): string[] => broken(packetText(layers), columns);
