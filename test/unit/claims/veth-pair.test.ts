import { lose, runOf, stateIn } from "../../fixtures/claim-changes.ts";
import { testClaim } from "../../fixtures/claim-tests.ts";

const third = { name: "third", routes: [], routeTable: [], neighbours: [] };

testClaim("veth-pair", {
  fails: [
    ["a lost reply", "lab-veth", (run) => lose(run, "ping"), /server answers client.*19 of 20/],
    [
      "ends on the host's side",
      "lab-veth",
      (run) => stateIn(run).links.push({ ifname: "v", ifindex: 30, master: "docker0" }),
      /port of a bridge.*v of docker0/,
    ],
    [
      "a pair too few",
      "lab-veth",
      (run) => {
        run.topology.hosts[0]?.workloads.push({ name: "third", address: "10.244.1.4" });
        const [client] = stateIn(run).workloads;
        client?.links.push({ ifname: "eth1", ifindex: 8, link_index: 9, linkinfo: { info_kind: "veth" } });
        const eth0 = { ifname: "eth0", ifindex: 9, link_index: 8, linkinfo: { info_kind: "veth" } };
        stateIn(run).workloads.push({ ...third, links: [eth0] });
      },
      /2 pairs for 3 workloads, n\(n-1\)\/2 = 3/,
    ],
  ],
  failsInSeveral: [
    [
      "workloads on a bridge",
      "lab-veth",
      (run) => {
        stateIn(run).workloads = stateIn(runOf("lab-bridge")).workloads;
      },
      /not so in client, server \(host1\).*0 pairs for 2 workloads, n\(n-1\)\/2 = 1 \(host1\)/s,
    ],
  ],
});
