import { describe, expect, it } from "vitest";
import { captureSite, siteText } from "../../lib/model/capture-site.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";

const lab = resolveLab(
  declaration({
    segments: [segment({ name: "left" }), segment({ name: "right" })],
    hosts: [
      host(1, "client", { attachments: on("left") }),
      host(2, "right", { attachments: on("right") }),
      host(3, "server", { attachments: on("right") }),
    ],
    routers: [router(1, "left", "right")],
  }),
);

describe("a capture's site", () => {
  it.each([
    ["host1", "host1 on left"],
    ["router1", "router1 on left"],
    ["router1:right", "router1 on right"],
    ["host1:docker0", "host1 docker0"],
    ["client", "client eth0"],
    ["host1/client", "client eth0"],
    ["host1/client:lo", "client lo"],
    ["host2/right", "right eth0"],
    ["left", "segment left"],
  ])("is found by %s", (where, site) => {
    expect(siteText(captureSite(lab, where))).toBe(site);
  });

  it.each([
    [
      "host9",
      'lab-test has no host, router, workload or segment "host9"; did you mean "host1"? Known: host1, host2, host3, router1, client, right, server, left, right.',
    ],
    ["host9/client", 'lab-test has no host "host9"; did you mean "host1"? Known: host1, host2, host3.'],
    ["host1/server", 'host1 has no workload "server". Known: client.'],
    ["router1/client", 'lab-test has no host "router1". Known: host1, host2, host3.'],
    ["host1:right", 'host1 is not on segment "right". It is on: left.'],
    [
      "left:eth0",
      '"left" is a segment, which has no device "eth0". Write left for the whole segment, or HOST:left for a machine\'s end of it.',
    ],
    [
      "right",
      'lab-test has a workload and a segment "right". Write host2/right for the workload, or HOST:right for a machine\'s end of the segment.',
    ],
    [
      "",
      'lab-test has no host, router, workload or segment "". Known: host1, host2, host3, router1, client, right, server, left, right.',
    ],
    ["host1:", 'host1 has no device "". Leave the colon out, or name a device or segment behind it.'],
  ])("is refused for %j, with the names that there are", (where, message) => {
    expect(() => captureSite(lab, where)).toThrow(new Error(message));
  });

  it("is every device of a workload that has several", () => {
    const pairs = { ...lab, mode: { ...lab.mode, pairwise: true } };
    expect(siteText(captureSite(pairs, "client"))).toBe("client any");
  });
});
