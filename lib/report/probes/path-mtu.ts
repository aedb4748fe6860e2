import type { PathMtuResult } from "../../results/probe-results.ts";
import { count } from "../format.ts";
import type { Reading } from "../reading.ts";

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
