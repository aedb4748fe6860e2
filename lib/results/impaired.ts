import { describeImpairment } from "../model/impairment.ts";
import type { Topology } from "./run-record.ts";

/** The impairments that were in place: `delay 10 ms on underlay`; none where nothing was impaired. */
export const impairedIn = ({ hosts }: Topology): string[] => [
  ...new Set(
    hosts.flatMap(({ interfaces }) =>
      interfaces.flatMap(({ segment, impairment }) => {
        const text = describeImpairment(impairment ?? {});
        return text === describeImpairment({}) ? [] : `${text} on ${segment}`;
      }),
    ),
  ),
];
