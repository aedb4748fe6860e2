import type { LabClaimId } from "./claim-ids.ts";
import type { Problem } from "./errors.ts";
import type { HostKind, Limits, VmSize } from "./host-kinds.ts";
import type { Impairment } from "./impairment.ts";
import type { ProbeSpec, Routing } from "./lab-spec.ts";
import type { Making } from "./making.ts";
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
  readonly routers: readonly MachineDeclaration[];
  readonly routing: Routing;
  readonly expectBroken: string | undefined;
  readonly claims: readonly LabClaimId[];
  /** Seconds; undefined leaves it to what a machine is. */
  readonly readyWithin: number | undefined;
  readonly modes: readonly ModeDeclaration[];
  readonly probes: readonly ProbeDeclaration[];
  /** @default a deploy that is told nothing */
  readonly making?: Making;
  /** What the lab file gave that no option can say, where no type check was made. @default none */
  readonly misuses?: readonly Problem[];
}

export interface SegmentDeclaration {
  readonly path: string;
  readonly name: string;
  readonly cidr: string | undefined;
  readonly prefixLength: number | undefined;
  readonly mtu: number;
  readonly impairment: Impairment | undefined;
}

/** What hosts and routers have in common. */
export interface MachineDeclaration {
  readonly path: string;
  readonly name: string;
  readonly number: number;
  /** Whether it is to have a user namespace of its own. */
  readonly userNamespace: boolean;
  readonly attachments: readonly AttachmentDeclaration[];
}

export interface HostDeclaration extends MachineDeclaration {
  readonly kind: HostKind;
  /** Null for a host that is a container. */
  readonly vm: VmSize | null;
  readonly limits: Limits;
  readonly workloads: readonly WorkloadDeclaration[];
}

export interface AttachmentDeclaration {
  /** Anything else than a name was no segment. */
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
  /** True for a probe that passes where nobody answers. */
  readonly expectsSilence: boolean;
  /** What is wrong with it. */
  problems(lab: LabDeclaration): Problem[];
}
