import type { HostKind, ProbeSpec } from "./lab-spec.ts";
import type { CniMode } from "./mode.ts";

/** What a lab file asked for, before any name or address is filled in. Paths are construct paths, for errors. */
export interface LabDeclaration {
  readonly path: string;
  readonly lab: string;
  readonly about: string;
  readonly slot: number;
  readonly instance: number;
  readonly segments: readonly SegmentDeclaration[];
  readonly hosts: readonly HostDeclaration[];
  readonly modes: readonly ModeDeclaration[];
  readonly probes: readonly ProbeDeclaration[];
}

export interface SegmentDeclaration {
  readonly path: string;
  readonly name: string;
  readonly cidr: string | undefined;
  readonly prefixLength: number | undefined;
  readonly mtu: number;
}

export interface HostDeclaration {
  readonly path: string;
  readonly name: string;
  readonly number: number;
  readonly kind: HostKind;
  readonly attachments: readonly AttachmentDeclaration[];
  readonly workloads: readonly WorkloadDeclaration[];
}

export interface AttachmentDeclaration {
  readonly segment: string;
  /** Set by hand in the lab file; otherwise the address plan's. */
  readonly address: string | undefined;
}

export interface WorkloadDeclaration {
  readonly path: string;
  readonly name: string;
}

export interface ModeDeclaration {
  readonly path: string;
  readonly mode: CniMode;
}

export interface ProbeDeclaration {
  readonly path: string;
  readonly spec: ProbeSpec;
}
