import { expect, it } from "vitest";
import { resultsOf } from "../../lib/probes/kinds.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { snapshot, snapshotKind } from "../../lib/probes/snapshot.ts";
import { type Answer, benchOf } from "../fixtures/bench.ts";

const state = (change: object = {}): string =>
  JSON.stringify({
    ...{ kernel: "6.1", versions: {}, routes: ["10.244.2.0/24 dev flannel.1"], links: [], mtu: {}, fdb: [] },
    ...{ neighbours: [], leases: [], subnetEnv: null, listeners: [], tunnels: {}, bgp: null },
    ...{ birdConfiguration: null, workloads: [], ...change },
  });
const taken = async (exec: Answer) => {
  const bench = benchOf({ exec });
  const [result] = resultsOf(snapshotKind, [await runProbe(snapshot(), bench)]);
  return { kept: [...bench.kept.keys()], result };
};

it("a snapshot keeps what every machine said, and has its BGP sessions as BIRD tells of them", async () => {
  const bgp =
    "Mesh BGP --- up 09:15:00.000 Established\n  BGP state: Established\n  Neighbor AS: 1\n  Local AS: 1\n";
  const { kept, result } = await taken(({ at }) => state(at.host === "host1" ? { bgp } : {}));
  expect(result).toMatchObject({ status: "passed", reason: null });
  expect(kept).toEqual(["state-host1.json", "state-host2.json"]);
  expect(
    result?.hosts.map((host) => host.status === "ok" && host.bgp?.map(({ protocol }) => protocol)),
  ).toEqual([["Mesh"], undefined]);
  expect(result && snapshotKind.reading.lines(result)[0]).toMatchObject({
    figure: "2 of 2 machines read",
    detail: "2 routes",
  });
});

it.each([
  [
    "that does not answer",
    { exitCode: 1, stderr: "it is not running" },
    /ended with status 1: it is not running/,
  ],
  ["whose state has another shape", state({ routes: "none" }), /expected array.*routes/s],
  ["that prints something else", "Segmentation fault", /SyntaxError/],
])("a machine %s has no state, and the others have theirs", async (_, said, reason) => {
  const { result } = await taken(({ at }) => (at.host === "host2" ? said : state()));
  expect(result?.hosts.map(({ host, status }) => `${host} ${status}`)).toEqual(["host1 ok", "host2 failed"]);
  expect(result).toMatchObject({ status: "failed", reason: expect.stringMatching(reason) });
});
