import type { Construct } from "constructs";
import type { HostKind } from "../model/host-kinds.ts";
import { assumedInstallation, type Installation } from "../model/installation.ts";

/** What synthesis is told about the machine, through the App's context. */
export interface LabContext {
  readonly installation: Installation;
  /** The project's folder as seen from a stack's folder in the output, e.g. `../../..`. */
  readonly projectDir: string;
  /**
   * The folder of Underlay itself as seen from the project's, e.g. `node_modules/underlay`.
   * @default "": they are one
   */
  readonly packageDir?: string | undefined;
  /** What all hosts are to be made of that do not say so themselves, whatever their labs say. */
  readonly hostKind?: HostKind | undefined;
  /** False makes no user namespaces, whatever labs say. */
  readonly userNamespace?: boolean | undefined;
  /** The number of all labs that do not say so themselves. */
  readonly instance?: number | undefined;
}

const key = "underlay";

export const contextOf = (context: LabContext): Record<string, LabContext> => ({ [key]: context });

/** What a machine before set-up is assumed to have. */
export const beforeSetUp: LabContext = { installation: assumedInstallation, projectDir: "../../.." };

/** The App's context, or that before set-up. */
export const labContext = (scope: Construct): LabContext => scope.node.tryGetContext(key) ?? beforeSetUp;
