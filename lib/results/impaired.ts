import { describeImpairment } from "../model/impairment.ts";
import type { Topology } from "./run-record.ts";

/** Machines that did not say how they are impaired: of what they do to packets nothing is known. */
export const unansweredIn = ({ hosts }: Topology): string[] =>
  hosts
    .filter(({ interfaces }) => interfaces.some(({ impairment }) => impairment === null))
    .map(({ name }) => name);

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
