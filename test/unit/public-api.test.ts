import { expect, it } from "vitest";
import * as underlay from "../../lib/index.ts";

/** What projects import is a promise: a name that comes or goes is to be in CHANGELOG.md, and in docs/your-own-project.md. */
it("exports what it promises", () => {
  expect(Object.keys(underlay).sort()).toEqual([
    ...["Bridge", "Calico", "Flannel", "Lab", "VethPairs"],
    ...[
      "calicoIpip",
      "calicoVxlan",
      "convergence",
      "cost",
      "dind",
      "fullMesh",
      "gatewayDynamic",
      "gatewayRr",
    ],
    ...[
      "hostAdded",
      "hostGw",
      "iperf",
      "ipip",
      "linkDown",
      "pathMtu",
      "ping",
      "reflectorKilled",
      "routeReflector",
    ],
    ...["sessionDown", "snapshot", "tcpdump", "udp", "udpLoad", "vm", "vxlan", "wireguard", "workloadAdded"],
  ]);
});
