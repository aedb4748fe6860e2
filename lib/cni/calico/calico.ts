import { Construct } from "constructs";
import { nth, range } from "../../model/cidr.ts";
import type { Problem } from "../../model/errors.ts";
import { freeId } from "../../model/free-id.ts";
import { json } from "../../model/json.ts";
import { besideLab } from "../../model/lab-folder.ts";
import type { HostSpec, LabSpec } from "../../model/lab-spec.ts";
import type { CniMode, Files, Networked } from "../../model/mode.ts";
import { optionMisuses, optionsIn } from "../../model/options.ts";
import { shown } from "../../model/shown.ts";
import { noMode } from "../no-mode.ts";
import { birdConfiguration, blocksText } from "./bird.ts";
import { modeOfFile } from "./manifests/mode.ts";
import { type CalicoMode, underlayOf } from "./mode.ts";
import { fullMesh } from "./modes/full-mesh.ts";
import { apiVersion, type Node, ofKind, type Resources } from "./resources/resources.ts";
import { yaml } from "./resources/yaml.ts";
import { tunnelDevice } from "./tunnels.ts";

/**
 * How nodes learn each other's routes: by a mode, or by resources of Calico's own.
 *
 * @example
 * ```ts
 * const byMode: CalicoProps = { mode: routeReflector({ reflectors: ["host1"] }) };
 * const byResources: CalicoProps = { resources: "bgp.yaml" };
 * ```
 */
export type CalicoProps = ModeProps | ResourceProps;

/** A mode: shorthand for resources. */
export interface ModeProps {
  /** How nodes learn each other's routes, e.g. `fullMesh()`. */
  readonly mode: CalicoMode;
}

/** Resources of Calico's own. */
export interface ResourceProps {
  /**
   * A file of Calico's resources (projectcalico.org/v3), as `calicoctl apply -f` takes it: IPPool, BGPConfiguration, BGPPeer,
   * BGPFilter, Node. Its path is relative to the folder of the lab's own file. What the embedded engine cannot do is refused.
   */
  readonly resources: string;
  /**
   * What the Secret holds that the resources name: 1 to 80 ASCII characters without double quotes.
   * @default none; then no resource may ask for a password
   */
  readonly password?: string;
}

/**
 * Joins a lab's workloads as Calico does, by Calico's own resources: BIRD on every host, a veth pair and a /32 route
 * for each workload, no bridge. The resources are written beside the lab as `calico.yaml`.
 *
 * @example
 * ```ts
 * new Calico(lab, "calico", { mode: fullMesh() });
 * ```
 */
export class Calico extends Construct {
  constructor(lab: Networked, id: string, props: CalicoProps) {
    super(lab, freeId(lab, id));
    lab.install(modeOf(optionsIn(props)), this.node.path);
  }
}

function modeOf(given: Partial<ModeProps & ResourceProps>): CniMode {
  const { mode, resources, password } = given;
  const misuses = misusesOf(given);
  if (misuses.length > 0) return unusable(misuses);
  if (resources === undefined) return isMode(mode) ? calico(mode) : noMode("mode", mode, "fullMesh()");
  const made = modeOfFile(besideLab(resources), password);
  return made.mode ? calico(made.mode) : unusable(made.problems);
}

/** Lab files run without a type check, so anything may have been given. */
function misusesOf(given: Partial<ModeProps & ResourceProps>): string[] {
  const { mode, resources, password } = given;
  const misuses = optionMisuses("Calico", ["mode", "resources", "password"], given);
  if (resources === undefined && password !== undefined)
    misuses.push(
      'Option password of Calico goes with resources. Give it to the mode, e.g. { mode: fullMesh({ password: "…" }) }.',
    );
  if (resources !== undefined && mode !== undefined)
    misuses.push("Calico has both a mode and resources. Keep one: a mode is shorthand for resources.");
  if (resources !== undefined && (typeof resources !== "string" || resources === ""))
    misuses.push(
      `Option resources is ${shown(resources)}, which names no file. Give a path, e.g. { resources: "bgp.yaml" }.`,
    );
  return misuses;
}

/** Stands in for a mode that cannot be made: all that it does is to say why, among the lab's other problems. */
const unusable = (complaints: readonly (string | Problem)[]): CniMode => ({
  ...calico(fullMesh()),
  needsL2: false,
  complaints: () => complaints,
});

const isMode = (mode: unknown): mode is CalicoMode =>
  typeof mode === "object" && mode !== null && "complaintsOn" in mode;

/** The CNI mode of a Calico mode, with the embedded engine: BIRD 2 and a CNI plugin of our own. */
export function calico(mode: CalicoMode): CniMode {
  const { summary, requirements, needsL2, overhead, wire, speaksBgp, firstWorkload } = mode;
  return {
    name: `calico-${mode.name}`,
    declared: { calico: mode.declared },
    family: "calico",
    summary,
    requirements,
    singleHost: false,
    needsL2,
    overhead,
    wire,
    needsDatastore: !speaksBgp,
    agent: speaksBgp ? "bird" : "calico-agent",
    addressing: {
      network: mode.pool,
      subnet: (number) => subnetOf(mode, number),
      firstWorkload,
      capacity: capacityOf(mode),
    },
    attachment: "mode",
    pairwise: false,
    complaints: (lab) => [...mode.complaints, ...mode.complaintsOn(underlayOf(lab))],
    files: (host, lab) => ({ made: {}, given: files(mode, host, lab) }),
    routerProtocols: (router, lab) => mode.gatewayProtocols?.(router, underlayOf(lab)) ?? "",
    labFiles: (lab) => ({ "calico.yaml": yaml(mode.resources(underlayOf(lab))) }),
  };
}

/** All blocks that a host may claim: the /24 that begins with its first one, or that one if it is larger. */
function subnetOf(mode: CalicoMode, number: number): string {
  const [first = "", length = ""] = mode.block(number).split("/");
  return `${first}/${Math.min(24, Number(length))}`;
}

/** Every address of these blocks, but for the tunnel's. */
function capacityOf(mode: CalicoMode): number {
  const { first, last } = range(subnetOf(mode, 1));
  return last - first + 1 - mode.firstWorkload;
}

function files(mode: CalicoMode, host: HostSpec, lab: LabSpec): Files {
  const resources = mode.resources(underlayOf(lab));
  const node = ofKind(resources, "Node").find(({ metadata }) => metadata.name === host.name);
  if (!node) throw new Error(`Calico's mode ${mode.name} makes no node of ${host.name}`);
  const tunnel = tunnelDevice(resources, node);
  return {
    ...(mode.speaksBgp ? bgpFiles(mode, resources, node, lab) : agentFiles(node)),
    ...(tunnel === null
      ? {}
      : { "/etc/underlay/calico/tunnel.json": json({ ...tunnel, mtu: lab.mode.mtu }) }),
    // The block of the tunnel's address is the host's before there is a workload.
    "/etc/underlay/calico/first-blocks.conf":
      tunnel === null ? "# None before the first workload.\n" : blocksText([mode.block(host.number)]),
    // As the CNI specification asks of network configurations; the plugin is called by the service `workloads`.
    "/etc/cni/net.d/10-calico.conf": json({
      cniVersion: "1.0.0",
      name: "calico",
      type: "calico-cni",
      mtu: lab.mode.mtu,
      blocks: blocksOf(mode, host),
      stateDir: "/var/lib/underlay/calico",
      ...(tunnel === null ? {} : { reserved: [tunnel.address] }),
      ...(mode.speaksBgp ? {} : { announce: ["calico-agent", "publish"] }),
    }),
  };
}

function bgpFiles({ password, block }: CalicoMode, resources: Resources, node: Node, lab: LabSpec): Files {
  return {
    "/etc/underlay/bird.conf": birdConfiguration(resources, node, { password }),
    // Also of hosts that this one has no session with: it is not ready before their routes have come some other way.
    "/etc/underlay/calico/remote-blocks.json": json(
      lab.hosts
        .filter(({ name, workloads }) => workloads.length > 0 && name !== node.metadata.name)
        .map(({ number }) => block(number)),
    ),
  };
}

/** The node as the agent tells the datastore of it. Of other hosts it learns there. */
const agentFiles = (node: Node): Files => ({
  "/etc/underlay/calico/node.json": json({ apiVersion, ...node }),
});

/** The blocks that a host may claim, in order. */
function blocksOf(mode: CalicoMode, { number, workloadSubnet }: HostSpec): string[] {
  const { prefixLength } = range(mode.block(number));
  const size = 2 ** (32 - prefixLength);
  const { first, last } = range(workloadSubnet);
  return Array.from(
    { length: (last - first + 1) / size },
    (_, index) => `${nth(workloadSubnet, index * size)}/${prefixLength}`,
  );
}
