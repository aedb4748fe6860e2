import { testClaim } from "../../fixtures/claim-tests.ts";
import { drop, tell } from "../../fixtures/claims-bgp-changes.ts";

const mesh = "lab-calico-mesh";

testClaim("mesh-n2", {
  fails: [],
  failsInSeveral: [
    [
      "a session that is not Established at one end",
      mesh,
      (run) => drop(run, "host1"),
      /not Established \(host1\).*2 of 3 sessions for 3 hosts, N\(N-1\)\/2 = 3/s,
    ],
    [
      "a session too few of a host",
      mesh,
      (run) => tell(run, "host1", (bgp) => bgp.slice(1)),
      /1 session; not one with host2.*2 of 3/s,
    ],
  ],
  unknown: [
    [
      "no sessions of a host",
      mesh,
      (run) => tell(run, "host2", () => []),
      /BIRD told of no BGP session \(host2\)/,
    ],
  ],
});
