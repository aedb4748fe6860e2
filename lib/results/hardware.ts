import { oneLine } from "../figures/plain-text.ts";
import type { RunRecord } from "./run-record.ts";

/** What figures depend on beside the lab: those of different hardware are never set against each other. */
export interface Hardware {
  readonly hostKind: string;
  /** What executes VM hosts' instructions; null without such hosts. */
  readonly accelerator: RunRecord["environment"]["accelerator"];
  /** Whether container hosts and routers have user namespaces of their own. */
  readonly userNamespace: RunRecord["environment"]["userNamespace"];
  /** `2 × AMD EPYC 7B13`: the processors of the machine that a record is of. Labs that are up have none to tell: all are on one machine. */
  readonly cpu?: string;
}

/** Records of several machines may be in one folder, e.g. that of a CI's runners. */
export type RecordedHardware = Required<Hardware>;

export const hardwareOf = ({
  hostKind,
  environment: { accelerator, userNamespace, cpus, cpuModel },
}: Pick<RunRecord, "hostKind" | "environment">): RecordedHardware => ({
  ...{ hostKind, accelerator, userNamespace },
  cpu: `${cpus} × ${cpuModel}`,
});

export const isSameHardware = (one: Hardware, other: Hardware): boolean =>
  one.hostKind === other.hostKind &&
  one.accelerator === other.accelerator &&
  one.userNamespace === other.userNamespace &&
  one.cpu === other.cpu;

/** `vm hosts (tcg)`, `dind hosts (all in user namespaces)`. */
export const hardwareText = (hardware: Hardware): string => {
  const words = hardwareWords(hardware);
  return `${hardware.hostKind} hosts${words.length === 0 ? "" : ` (${words.join(", ")})`}`;
};

/** The same with the processors: `dind hosts, 2 × AMD EPYC 7B13`. */
export const wholeHardwareText = (hardware: RecordedHardware): string =>
  oneLine(`${hardwareText(hardware)}, ${hardware.cpu}`);

/** What is to be said of hardware beside the hosts' kinds. */
export const hardwareWords = ({ accelerator, userNamespace }: Omit<Hardware, "hostKind">): string[] => [
  ...(accelerator === null ? [] : [accelerator]),
  ...(userNamespace === "none" ? [] : [`${userNamespace} in user namespaces`]),
];
