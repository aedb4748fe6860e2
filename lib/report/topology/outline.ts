import { inOneLine } from "../../figures/plain-text.ts";
import { describeImpairment } from "../../model/impairment.ts";
import type { RecordedMachine, Topology } from "../../results/run-record.ts";
import { type Drawn, isFaulty, remarkLines } from "./drawn.ts";
import { isRouter } from "./router-parts.ts";

/** A lab as boxes and wires, for languages that lay them out by themselves. Boxes are called by their numbers; names are in lines only. */
export interface Outline {
  readonly segments: readonly Pick<Box, "id" | "lines">[];
  readonly machines: readonly Box[];
  readonly wires: readonly { readonly from: string; readonly to: string; readonly text: string }[];
}

export interface Box {
  readonly id: string;
  /** Its name, then figures; without line ends or control characters. */
  readonly lines: readonly string[];
  /** A host's workloads. */
  readonly inside: readonly Pick<Box, "id" | "lines">[];
  readonly fault: boolean;
}

export function outlineOf(drawn: Drawn): Outline {
  const { segments, hosts } = drawn.topology;
  const idOf = (segment: string) => `s${segments.findIndex(({ name }) => name === segment)}`;
  return {
    segments: segments.map((segment) => ({
      id: idOf(segment.name),
      lines: clean(
        segment.name,
        segment.cidr,
        `MTU ${segment.mtu}`,
        ...impairments(drawn.topology, segment.name),
      ),
    })),
    machines: hosts.map((host, number) => machineBox(drawn, host, `h${number}`)),
    wires: hosts.flatMap(({ interfaces }, number) =>
      interfaces.map(({ segment, address, prefixLength }) => ({
        ...{ from: idOf(segment), to: `h${number}` },
        text: `${address}/${prefixLength}`,
      })),
    ),
  };
}

function machineBox(drawn: Drawn, host: RecordedMachine, id: string): Box {
  const { name, kind, workloadSubnet, workloads } = host;
  const subnet = isRouter(host) || workloadSubnet === "" ? [] : [workloadSubnet];
  return {
    id,
    lines: clean(`${name} · ${kind}`, ...subnet, ...remarkLines(drawn, name)),
    inside: workloads.map((workload, number) => ({
      id: `${id}w${number}`,
      lines: clean(workload.name, workload.address),
    })),
    fault: isFaulty(drawn, name),
  };
}

/** What machines do to what they send on a segment: one line where all do the same, as they should. */
export function impairments({ hosts }: Topology, segment: string | undefined): string[] {
  const ports = hosts.flatMap(({ interfaces }) => interfaces.filter((port) => port.segment === segment));
  const texts = new Set(
    ports.map(({ impairment }) =>
      impairment === null ? "impairment unknown" : describeImpairment(impairment),
    ),
  );
  return texts.size === 1 && texts.has("none") ? [] : [...texts];
}

const clean = (...lines: readonly string[]): string[] => lines.map(inOneLine);
