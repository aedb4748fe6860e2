import { nth } from "./cidr.ts";
import { impairedInterfaces } from "./impairment.ts";
import { json } from "./json.ts";
import { addressOf, type HostSpec, type LabSpec } from "./lab-spec.ts";
import type { CniMode, MachineFiles } from "./mode.ts";

/** etcd's client port (IANA). */
const etcdPort = 2379;

/**
 * The files that turn the host image into one particular host: what its init and gates read
 * (`/etc/underlay/host.json`), and each program's configuration in the program's own format. A service
 * runs where its configuration is. The host's engine ends its workloads when it starts anew, so with
 * another configuration of it, or of another family of modes, the host is made anew.
 */
export function hostFiles(lab: LabSpec, host: HostSpec, mode: CniMode): MachineFiles {
  const datastore = datastoreOf(lab);
  const ofMode = mode.files(host, lab);
  return {
    made: {
      "/etc/docker/daemon.json": json({
        ...bridges[mode.attachment](host.workloadSubnet, lab.mode.mtu),
        // The lab's network forwards for the workloads; address translation would hide who talks to whom.
        iptables: false,
        "ip-masq": false,
        "userland-proxy": false,
        "storage-driver": "overlay2",
      }),
      "/etc/underlay/family": `${mode.family}\n`,
      ...ofMode.made,
    },
    given: {
      "/etc/underlay/host.json": json({
        lab: lab.name,
        host: host.name,
        number: host.number,
        interfaces: impairedInterfaces(lab, host),
        routes: host.routes,
        gates: lab.expectBroken === null ? gates : gates.filter((gate) => gate !== "overlay"),
        workloads: host.workloads,
        datastore: mode.needsDatastore ? datastore : undefined,
        cni: { family: mode.family, mode: mode.name, mtu: lab.mode.mtu, attachment: mode.attachment },
      }),
      ...(mode.needsDatastore && host === lab.hosts[0]
        ? { "/etc/underlay/etcd.env": etcdEnvironment(host, datastore) }
        : {}),
      ...ofMode.given,
    },
  };
}

/** Where etcd answers, e.g. `http://100.64.4.1:2379`: on the lab's first host. */
export const datastoreOf = ({ hosts: [first] }: LabSpec): string =>
  `http://${first ? addressOf(first) : ""}:${etcdPort}`;

/** In this order. A lab that is expected to be broken is ready without the last. */
const gates = ["underlay", "datastore", "cni", "workloads", "overlay"];

/** What the host's engine is told about a bridge of its own. */
const bridges: { readonly [Kind in CniMode["attachment"]]: (subnet: string, mtu: number) => object } = {
  docker0: (subnet, mtu) => ({ bip: `${nth(subnet, 1)}/${subnet.split("/")[1]}`, mtu }),
  mode: () => ({ bridge: "none" }),
};

/** A single-member cluster; see etcd's "Configuration flags" for the variables. */
function etcdEnvironment(host: HostSpec, endpoint: string): string {
  return environment({
    ETCD_NAME: host.name,
    ETCD_DATA_DIR: "/var/lib/etcd",
    ETCD_LISTEN_CLIENT_URLS: endpoint,
    ETCD_ADVERTISE_CLIENT_URLS: endpoint,
    ETCD_LISTEN_PEER_URLS: "http://127.0.0.1:2380",
    ETCD_INITIAL_ADVERTISE_PEER_URLS: "http://127.0.0.1:2380",
    ETCD_INITIAL_CLUSTER: `${host.name}=http://127.0.0.1:2380`,
    ETCD_LOG_LEVEL: "warn",
  });
}

/** Shell-style assignments, one a line. Values are addresses, names and numbers: nothing that needs quoting. */
export const environment = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
