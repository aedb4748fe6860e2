import { inOneLine } from "../../figures/plain-text.ts";
import type { Drawn } from "./drawn.ts";
import { type Box, outlineOf } from "./outline.ts";

/** A lab in D2's language (d2lang.com). */
export function d2Text(drawn: Drawn, title: string): string {
  const { segments, machines, wires } = outlineOf(drawn);
  return [
    `title: ${quoted([inOneLine(title)])} { shape: text; near: top-center; style.font-size: 24 }`,
    ...segments.map(({ id, lines }) => `${id}: ${quoted(lines)} { shape: oval }`),
    ...machines.map(machineText),
    ...wires.map(({ from, to, text }) => `${from} -- ${to}: ${quoted([text])}`),
    "",
  ].join("\n");
}

function machineText({ id, lines, inside, fault }: Box): string {
  const workloads = inside.map((workload) => `  ${workload.id}: ${quoted(workload.lines)}`);
  const style = fault ? [`  style: { fill: "#fde8e9"; stroke: "#a3142a"; stroke-dash: 4 }`] : [];
  const body = [...workloads, ...style];
  return [
    `${id}: ${quoted(lines)}`,
    ...(body.length === 0 ? [] : [" {\n", ...body.map((line) => `${line}\n`), "}"]),
  ].join("");
}

/** `$` would begin a variable. */
const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replace(/["\\$]/g, "\\$&")).join("\\n")}"`;
