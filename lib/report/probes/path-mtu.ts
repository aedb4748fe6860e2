import { count } from "../../figures/format.ts";
import type { Reading } from "../../probes/reading.ts";
import type { PathMtuResult } from "../../probes/results.ts";

export const pathMtu: Reading<PathMtuResult> = {
  lines: ({ from, to, largest, expected }) => [
    {
      what: `${from} → ${to}`,
      figure: largest === null ? "no figure" : `${count(largest)} bytes in one piece`,
      detail: `${count(expected)} by the mode's MTU`,
    },
  ],
  commands: ({ attempts }) =>
    attempts.map(({ payload, said, command }) => ({ what: `${payload} bytes: ${said}`, line: command })),
  files: ({ name }) => [{ what: "every size that was tried", path: `raw/${name}.json` }],
};
