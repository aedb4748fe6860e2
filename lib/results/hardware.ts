import type { RunRecord } from "./run-record.ts";

/** What figures depend on beside the lab: those of different hardware are never set against each other. */
export interface Hardware {
  readonly hostKind: string;
  /** What executes VM hosts' instructions; null without such hosts. */
  readonly accelerator: RunRecord["environment"]["accelerator"];
}

export const hardwareOf = ({
  hostKind,
  environment: { accelerator },
}: Pick<RunRecord, "hostKind" | "environment">): Hardware => ({ hostKind, accelerator });

export const isSameHardware = (one: Hardware, other: Hardware): boolean =>
  one.hostKind === other.hostKind && one.accelerator === other.accelerator;

/** `vm hosts (tcg)`, `dind hosts`. */
export const hardwareText = ({ hostKind, accelerator }: Hardware): string =>
  `${hostKind} hosts${accelerator === null ? "" : ` (${accelerator})`}`;
