import { count } from "../../figures/format.ts";
import type { Reading } from "../../probes/reading.ts";
import type { TcpdumpResult } from "../../probes/results.ts";

export const tcpdump: Reading<TcpdumpResult> = {
  lines: (probe) => [{ what: where(probe), figure: figure(probe), detail: detail(probe) }],
  commands: (probe) => [
    { what: `capture on ${probe.host}`, line: probe.command },
    ...probe.traffic.map((line) => ({ what: `traffic ${probe.from} → ${probe.to}`, line })),
  ],
  files: (probe) => (probe.pcap === null ? [] : [{ what: `capture on ${probe.host}`, path: probe.pcap }]),
};

const where = ({ from, to, host, interface: device }: TcpdumpResult): string =>
  `${device === null ? host : `${host} ${device}`}, ${from} → ${to}`;

function figure({ counts }: TcpdumpResult): string {
  return counts === null
    ? "no figure"
    : `${count(counts.expected)} expected, ${count(counts.unexpected)} unexpected`;
}

function detail({ counts }: TcpdumpResult): string {
  if (counts === null) return "";
  const dropped =
    counts.droppedByKernel === null ? "drops unknown" : `${count(counts.droppedByKernel)} dropped`;
  return `${count(counts.other)} other, ${dropped}`;
}
