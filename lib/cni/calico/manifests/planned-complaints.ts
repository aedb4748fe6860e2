import { unknownName } from "../../../model/names.ts";
import { shown } from "../../../model/shown.ts";
import type { CalicoUnderlay } from "../mode.ts";
import { type Complaint, complaint, title } from "../resources/complaint.ts";
import type { Resource, Resources } from "../resources/resources.ts";
import { declaredOf } from "./complete.ts";
import type { Declared } from "./read.ts";

/** What manifests say of hosts and their addresses that the lab decides otherwise. */
export const plannedComplaints = (
  declared: readonly Declared[],
  resources: Resources,
  underlay: CalicoUnderlay,
): Complaint[] => [...strangers(declared, underlay), ...ofAddresses(declared, resources)];

const strangers = (declared: readonly Declared[], { hosts }: CalicoUnderlay): Complaint[] => {
  const known = hosts.map(({ name }) => name);
  return declaredOf(declared, "Node")
    .filter(({ metadata }) => !known.includes(metadata.name))
    .map((node) =>
      complaint(
        node as Resource,
        "metadata.name",
        unknownName(`There is no host "${node.metadata.name}" in this lab`, node.metadata.name, known),
      ),
    );
};

/** What a manifest may say and the lab decides. */
const planned = {
  Node: [
    "spec.bgp.ipv4Address",
    "spec.bgp.ipv4IPIPTunnelAddr",
    "spec.ipv4VXLANTunnelAddr",
    "spec.vxlanTunnelMACAddr",
  ],
  BlockAffinity: ["spec.cidr", "spec.node"],
} as const;

function ofAddresses(declared: readonly Declared[], resources: Resources): Complaint[] {
  return declared.flatMap((each) => {
    const fields = Object.entries(planned).find(([kind]) => kind === each.kind)?.[1] ?? [];
    const made = resources.find(
      ({ kind, metadata }) => kind === each.kind && metadata.name === each.metadata.name,
    );
    if (!made && each.kind === "BlockAffinity")
      return [
        complaint(
          each,
          "metadata.name",
          `${title(each)} is no block that the lab gives a host. Remove it: hosts get their blocks by their numbers.`,
        ),
      ];
    return fields.flatMap((field) => {
      const [asked, own] = [valueAt(each, field), made && valueAt(made, field)];
      const same = asked === undefined || !made || asked === own || asked === String(own).split("/")[0];
      if (same) return [];
      const fix = own === undefined ? "Remove it." : `Use ${shown(own)}, or leave it out.`;
      const name = field.replace("spec.", "");
      return [
        complaint(
          each as Resource,
          field,
          `${title(each as Resource)} has the ${name} ${shown(asked)}, but the lab gives it ${own === undefined ? "none" : "another"}. ${fix}`,
        ),
      ];
    });
  });
}

const valueAt = (value: unknown, field: string): unknown =>
  field
    .split(".")
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value);
