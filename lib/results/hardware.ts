import type { RunRecord } from "./run-record.ts";

/** What figures depend on beside the lab: those of different hardware are never set against each other. */
export interface Hardware {
  readonly hostKind: string;
  /** What executes VM hosts' instructions; null without such hosts. */
  readonly accelerator: RunRecord["environment"]["accelerator"];
  /** Whether container hosts and routers have user namespaces of their own. */
  readonly userNamespace: RunRecord["environment"]["userNamespace"];
}

export const hardwareOf = ({
  hostKind,
  environment: { accelerator, userNamespace },
}: Pick<RunRecord, "hostKind" | "environment">): Hardware => ({ hostKind, accelerator, userNamespace });

export const isSameHardware = (one: Hardware, other: Hardware): boolean =>
  one.hostKind === other.hostKind &&
  one.accelerator === other.accelerator &&
  one.userNamespace === other.userNamespace;

/** `vm hosts (tcg)`, `dind hosts (all in user namespaces)`. */
export const hardwareText = (hardware: Hardware): string => {
  const words = hardwareWords(hardware);
  return `${hardware.hostKind} hosts${words.length === 0 ? "" : ` (${words.join(", ")})`}`;
};

/** What is to be said of hardware beside the hosts' kinds. */
export const hardwareWords = ({ accelerator, userNamespace }: Omit<Hardware, "hostKind">): string[] => [
  ...(accelerator === null ? [] : [accelerator]),
  ...(userNamespace === "none" ? [] : [`${userNamespace} in user namespaces`]),
];
