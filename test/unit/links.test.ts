import { expect, it } from "vitest";
import { resolveLab } from "../../lib/model/resolve.ts";
import { readLinks, routeCommands } from "../../lib/probes/link-state.ts";
import { segmentTable } from "../../scripts/verbs/inspect.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";

it("a device that is down is told from one that is up by its flags, whatever its carrier", () => {
  const address = (local: string, ...flags: string[]) => ({ flags, addr_info: [{ local }, {}] });
  const text = JSON.stringify([
    address("127.0.0.1", "LOOPBACK", "UP", "LOWER_UP"),
    address("100.65.0.1", "BROADCAST", "MULTICAST"),
    address("100.65.0.65", "NO-CARRIER", "BROADCAST", "UP"),
    { flags: ["UP"] },
  ]);
  const links = readLinks(text);
  expect(["127.0.0.1", "100.65.0.1", "100.65.0.65", "100.65.0.2"].map((each) => links?.get(each))).toEqual([
    ...["up", "down", "up", undefined],
  ]);
  for (const other of ["", "{}", "[null]", '[{"flags":"UP"}]', '[{"addr_info":[null]}]'])
    expect(readLinks(other), other).toBeUndefined();
});

it("a host's routes over several routers are made again; a router's are BIRD's", () => {
  const lab = resolveLab(
    declaration({
      segments: [segment({ name: "left" }), segment({ name: "right" })],
      hosts: [
        host(1, "client", { attachments: on("left") }),
        host(2, "server", { attachments: on("right") }),
      ],
      routers: [router(1, "left", "right"), router(2, "left", "right")],
    }),
  );
  expect(lab.hosts.flatMap(routeCommands).map((command) => command.join(" "))).toEqual([
    "ip route replace 100.65.0.64/26 nexthop via 100.65.0.60 nexthop via 100.65.0.61",
    "ip route replace 100.65.0.0/26 nexthop via 100.65.0.124 nexthop via 100.65.0.125",
  ]);
  expect(lab.routers.flatMap(routeCommands)).toEqual([]);
});

it("a segment's line names the machines whose link is not up", () => {
  const segment = { segment: "left", cidr: "100.65.0.0/26", mtu: 1500, impairments: [] };
  const table = (links: { machine: string; state: "up" | "down" | null }[]) =>
    segmentTable({ segments: [{ ...segment, links }] }).split("\n")[1];
  expect(table([{ machine: "host1", state: "up" }])).toMatch(/1500 +up +none/);
  expect(
    table([
      { machine: "host1", state: "down" },
      { machine: "host2", state: "up" },
      { machine: "host3", state: null },
    ]),
  ).toMatch(/1500 +host1: down; host3: not known +none/);
});
