import type { HostKind } from "../../model/host-kinds.ts";
import { sharesKernel } from "../../model/host-kinds.ts";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import type { Hardware } from "../hardware.ts";

export interface AskedComparison {
  readonly labs: readonly string[];
  /** Undefined for as many as the ratios need. */
  readonly rounds: number | undefined;
  /** Probes by name; undefined for all that the labs share. */
  readonly only: readonly string[] | undefined;
  readonly hostKind: HostKind | undefined;
  /** Whether a hand-made path is measured as well, so that one lab is enough. @default false */
  readonly path?: boolean;
}

/** A lab that is to be compared, if there is such a lab. */
export interface Candidate {
  readonly name: string;
  /** As it is deployed, or would be; undefined when there is no such lab. */
  readonly lab: LabSpec | undefined;
  /** Why it cannot be told what its hosts run on, in the words of the engine; null where there is no lab. */
  readonly hardware: Hardware | string | null;
}

/** A lab whose hardware is known. */
export interface Ready {
  readonly lab: LabSpec;
  readonly hardware: Hardware;
}

export const readyOf = (candidates: readonly Candidate[]): Ready[] =>
  candidates.flatMap(({ lab, hardware }) =>
    lab && hardware !== null && typeof hardware !== "string" ? { lab, hardware } : [],
  );

/** Which machines that can have a user namespace of their own have one. Routers between VM hosts are none that figures depend on. */
export function namespacesOf(lab: LabSpec): Hardware["userNamespace"] {
  const containers = lab.hosts.some(sharesKernel) ? machinesOf(lab).filter(sharesKernel) : [];
  const own = containers.filter(({ firstId }) => firstId !== null);
  if (own.length === 0) return "none";
  return own.length === containers.length ? "all" : "some";
}

/** The kinds of its hosts, as run records have them. */
export const kindsOf = ({ hosts }: LabSpec): string => [...new Set(hosts.map(({ kind }) => kind))].join(", ");
