import { hostFiles } from "./host-files.ts";
import type { LabSpec } from "./lab-spec.ts";
import type { CniMode, Files } from "./mode.ts";
import { routerFiles } from "./router-files.ts";

/** The configuration files of every machine of a lab, by the machine's name. */
export const machineFiles = (lab: LabSpec, mode: CniMode): Readonly<Record<string, Files>> =>
  Object.fromEntries([
    ...lab.hosts.map((host) => [host.name, hostFiles(lab, host, mode)] as const),
    ...lab.routers.map((router) => [router.name, routerFiles(lab, router, mode)] as const),
  ]);
