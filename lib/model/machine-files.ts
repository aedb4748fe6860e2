import { hostFiles } from "./host-files.ts";
import type { LabSpec } from "./lab-spec.ts";
import type { CniMode, Files, MachineFiles } from "./mode.ts";
import { routerFiles } from "./router-files.ts";

/** The files of every machine of a lab, by its name. */
export const machineFiles = (lab: LabSpec, mode: CniMode): Readonly<Record<string, MachineFiles>> =>
  Object.fromEntries([
    ...lab.hosts.map((host) => [host.name, hostFiles(lab, host, mode)]),
    ...lab.routers.map((router) => [router.name, routerFiles(lab, router, mode)]),
  ]);

/** What each machine of a lab is given while it runs: synthesis writes it as `files.json`, beside `lab.json`. */
export type GivenFiles = Readonly<Record<string, Files>>;

export const givenFiles = (files: Readonly<Record<string, MachineFiles>>): GivenFiles =>
  Object.fromEntries(Object.entries(files).map(([machine, { given }]) => [machine, given]));
