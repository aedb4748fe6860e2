import { z } from "zod";
import type { Problem } from "../../../model/errors.ts";
import type { LabFile } from "../../../model/lab-folder.ts";
import { ofPool } from "../common.ts";
import type { CalicoMode } from "../mode.ts";
import { optionComplaints, optionsOf } from "../options.ts";
import type { Complaint } from "../resources/complaint.ts";
import { complaints } from "../resources/complaints.ts";
import { poolComplaints } from "../resources/pool-complaints.ts";
import { complete, declaredOf, poolOfManifests } from "./complete.ts";
import { labComplaints } from "./lab-complaints.ts";
import { type Manifest, readManifests } from "./read.ts";
import { routerProtocols } from "./routers.ts";

/** A mode, or why a file makes none. */
export type ModeOfFile =
  | { readonly mode: CalicoMode; readonly problems: readonly [] }
  | { readonly mode?: never; readonly problems: readonly Problem[] };

/** The mode that a file of manifests makes; `password` is what their Secret holds. */
export function modeOfFile(file: LabFile, password: string | undefined): ModeOfFile {
  const { manifests, problems } = readManifests(file.path, file.name);
  const declared = manifests.map(({ declared }) => declared);
  const pool = poolOfManifests(declared);
  const broken = [
    ...problems,
    ...poolComplaints(declaredOf(declared, "IPPool")).map((each) => placed(manifests, each)),
  ];
  const told = broken.map((each) => (typeof each === "string" ? { path: file.name, message: each } : each));
  if (told.length > 0) return { problems: told };
  const named = declaredOf(declared, "BGPPeer").some(({ spec }) => spec.peerIP !== undefined);
  const options = password === undefined ? {} : { password };
  const mode: CalicoMode = {
    ...ofPool(pool),
    name: "resources",
    declared: { resources: file.asked, ...options },
    summary: `Calico, as the resources in ${file.name} say`,
    // Routers know of workloads only if somebody tells them.
    needsL2: ofPool(pool).overhead === 0 && !named,
    password,
    complaints: optionComplaints("resources", optionsOf({ password: z.string() }), options, options),
    resources: ({ hosts }) => complete(declared, hosts),
    gatewayProtocols: (router, underlay) =>
      routerProtocols(router, complete(declared, underlay.hosts), underlay, password),
    complaintsOn: (underlay) => {
      const resources = complete(declared, underlay.hosts);
      const found = [...complaints(resources), ...labComplaints(declared, resources, underlay, password)];
      return found.map((each) => placed(manifests, each));
    },
  };
  return { mode, problems: [] };
}

/** A complaint at its line, or as it is where it is about what no manifest says. */
function placed(manifests: readonly Manifest[], { message, resource, at = [] }: Complaint): string | Problem {
  const manifest = manifests.find(
    ({ declared: { kind, metadata } }) => kind === resource?.kind && metadata.name === resource.metadata.name,
  );
  return manifest ? manifest.problem(at, message) : message;
}
