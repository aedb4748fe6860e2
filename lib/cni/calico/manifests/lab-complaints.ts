import { unknownName } from "../../../model/names.ts";
import { shown } from "../../../model/shown.ts";
import type { CalicoUnderlay } from "../mode.ts";
import { type Complaint, complaint, title } from "../resources/complaint.ts";
import {
  addressOf,
  asNumberOf,
  ofKind,
  poolsInUse,
  type Resource,
  type Resources,
  type Secret,
  speaksBgp,
} from "../resources/resources.ts";
import { parseSelector, SelectorError } from "../resources/selector.ts";
import { declaredOf } from "./complete.ts";
import type { Declared } from "./read.ts";
import { routerComplaints } from "./routers.ts";

/** What is wrong with manifests in the lab that they are for, and with no other. */
export function labComplaints(
  declared: readonly Declared[],
  resources: Resources,
  underlay: CalicoUnderlay,
  password: string | undefined,
): Complaint[] {
  return [
    ...strangers(declared, underlay),
    ...ofAddresses(declared, resources),
    ...ofPools(resources),
    ...ofPeers(resources, underlay),
    ...(speaksBgp(resources) ? [] : withoutBgp(declared)),
    ...ofPasswords(resources, password),
    ...routerComplaints(resources, underlay),
  ];
}

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
  const planned_ = Object.entries(planned);
  return declared.flatMap((each) => {
    const fields = planned_.find(([kind]) => kind === each.kind)?.[1] ?? [];
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

function ofPools(resources: Resources): Complaint[] {
  const [pool, ...others] = poolsInUse(resources);
  if (!pool) return [];
  return [
    ...others.map((other) =>
      complaint(
        other,
        "metadata.name",
        `${title(other)} would be a second pool of addresses, and the embedded engine gives out those of one, ${title(pool)}. Remove it, or give it "disabled: true".`,
      ),
    ),
    ...(pool.spec.ipipMode !== "Never" && pool.spec.vxlanMode !== "Never"
      ? [
          complaint(
            pool,
            "spec.vxlanMode",
            `${title(pool)} asks for two tunnels, ipipMode and vxlanMode. Keep one, and set the other to Never.`,
          ),
        ]
      : []),
    ...unselected(resources),
  ];
}

function unselected(resources: Resources): Complaint[] {
  return poolsInUse(resources).flatMap((pool) => {
    const { nodeSelector } = pool.spec;
    const said = (what: string) =>
      complaint(pool, "spec.nodeSelector", `nodeSelector ${shown(nodeSelector)} of ${title(pool)} ${what}`);
    try {
      const selector = parseSelector(nodeSelector);
      const left = ofKind(resources, "Node").filter(({ metadata }) => !selector(metadata.labels ?? {}));
      const names = left.map(({ metadata }) => metadata.name).join(", ");
      return left.length === 0
        ? []
        : [said(`leaves out ${names}, and the embedded engine has one pool for all hosts. Use all().`)];
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      return [said(`cannot be read: ${error.message}. Use all().`)];
    }
  });
}

function ofPeers(resources: Resources, { gateways }: CalicoUnderlay): Complaint[] {
  const nodes = ofKind(resources, "Node");
  const known = [
    ...nodes.map((node) => `${node.metadata.name} ${addressOf(node)}`),
    ...gateways.map(({ router, address }) => `${router} ${address}`),
  ];
  return ofKind(resources, "BGPPeer").flatMap((peer) => {
    const { peerIP, peerSelector, asNumber } = peer.spec;
    if (peerSelector !== undefined && asNumber !== undefined)
      return [
        complaint(
          peer,
          "spec.asNumber",
          `${title(peer)} has an asNumber beside its peerSelector, but nodes have their own. Remove it.`,
        ),
      ];
    if (peerIP === undefined || gateways.some(({ address }) => address === peerIP)) return [];
    const node = nodes.find((each) => addressOf(each) === peerIP);
    if (!node)
      return [
        complaint(
          peer,
          "spec.peerIP",
          `${title(peer)} has the peerIP ${peerIP}, which nobody has in this lab. Known: ${known.join(", ")}.`,
        ),
      ];
    const own = asNumberOf(resources, node);
    return asNumber === undefined || asNumber === own
      ? []
      : [
          complaint(
            peer,
            "spec.asNumber",
            `${title(peer)} has the AS number ${asNumber} for ${node.metadata.name}, which has ${own}. Use that, or leave it out.`,
          ),
        ];
  });
}

/** BGP's own fields: where all addresses are behind VXLAN, Calico's BIRD tells nobody of them. */
const withoutBgp = (declared: readonly Declared[]): Complaint[] =>
  declared.flatMap((each) => {
    const said = (field: string) =>
      complaint(
        each as Resource,
        field,
        `${title(each as Resource)} asks for BGP, but no route is BGP's: the pool is VXLAN's, whose routes the agent writes. Remove it, or set vxlanMode to Never.`,
      );
    if (each.kind === "BGPPeer" || each.kind === "BGPFilter") return [said("kind")];
    if (each.kind === "BGPConfiguration" && each.spec.nodeMeshPassword)
      return [said("spec.nodeMeshPassword")];
    return each.kind === "Node" && each.spec.bgp.routeReflectorClusterID !== undefined
      ? [said("spec.bgp.routeReflectorClusterID")]
      : [];
  });

/** Manifests name a Secret; what it holds is an option of the lab's. */
function ofPasswords(resources: Resources, password: string | undefined): Complaint[] {
  const asked = resources.flatMap((each): { each: Resource; field: string; secret: Secret }[] => {
    if (each.kind === "BGPPeer" && each.spec.password)
      return [{ each, field: "spec.password", secret: each.spec.password }];
    return each.kind === "BGPConfiguration" && each.spec.nodeMeshPassword
      ? [{ each, field: "spec.nodeMeshPassword", secret: each.spec.nodeMeshPassword }]
      : [];
  });
  const [first, ...others] = asked;
  if (!first)
    return password === undefined
      ? []
      : [
          {
            message:
              "Option password of Calico is given, but none of its resources asks for a password. Leave it out, or name a Secret in the BGPPeers or in the BGPConfiguration.",
          },
        ];
  const keyOf = ({ secretKeyRef: { name, key } }: Secret) => `${name}/${key}`;
  return [
    ...(password === undefined
      ? [
          complaint(
            first.each,
            first.field,
            `${title(first.each)} asks for the password in the Secret ${keyOf(first.secret)}, which the lab has to know. Give it: { resources: "…", password: "…" }.`,
          ),
        ]
      : []),
    ...others
      .filter(({ secret }) => keyOf(secret) !== keyOf(first.secret))
      .map(({ each, field, secret }) =>
        complaint(
          each,
          field,
          `${title(each)} asks for the password ${keyOf(secret)}, and ${title(first.each)} for ${keyOf(first.secret)}; the embedded engine has one. Use the same Secret.`,
        ),
      ),
  ];
}
