import { describe, expect, it } from "vitest";
import { labClaimIds } from "../../lib/model/claim-ids.ts";
import { but, complaints, labOf, sound } from "../fixtures/yaml-lab.ts";

const kinds =
  "iperf, ping, path-mtu, cost, tcpdump, snapshot, convergence, udp, udp-throughput, pps, latency";

describe("a lab in YAML", () => {
  it("is called as its file is, and has what is usual where it says nothing", () => {
    expect(labOf(sound)).toMatchObject({
      problems: [],
      lab: { lab: "lab-x", segments: [{ mtu: 1500 }], hosts: [{ number: 1 }, { number: 2 }] },
    });
  });

  it("may use anchors and merge keys", () => {
    const hosts = `  host1: &usual { on: underlay, workloads: client }
  host2:
    <<: *usual
    workloads: server
`;
    const text = sound.replace(/ {2}host1:[\s\S]*(?=cni)/, () => hosts);
    expect(labOf(text).lab).toEqual(labOf(sound).lab);
  });

  it.each(["no", "on", "1:30", "08", "2026-11-26", "~x", "0x1f"])("keeps the text %s as it is", (text) => {
    expect(labOf(but("two hosts", `"${text}"`)).lab?.about).toBe(text);
    // Without quotes some of these are numbers by YAML 1.2: then that is said, and nothing guessed.
    const { lab, problems } = labOf(but("two hosts", text));
    expect(lab?.about ?? problems[0]?.message).toMatch(
      lab ? text : /^about is \d+\. Use some text, e\.g\. "what the lab shows"\./,
    );
  });

  it.each([
    ["claims: vxlan-kernel", ["vxlan-kernel"]],
    ["claims: [mesh-n2, vxlan-kernel]", ["mesh-n2", "vxlan-kernel"]],
    ["claims: []", []],
    ["claims:", []],
    ["", []],
  ])("lists with %j the claims %j", (line, listed) => {
    expect(labOf(but("slot: 9", `slot: 9\n${line}`)).lab?.claims).toEqual(listed);
  });

  it("may end its lines as Windows does, and begin with a byte order mark", () => {
    expect(labOf(sound.replaceAll("\n", "\r\n")).lab).toEqual(labOf(sound).lab);
  });
});

describe("a lab in YAML is refused at its place", () => {
  it.each([
    ["slot: 9", "slot: 99", ["2:7 slot 99 is out of range. Use a whole number from 0 to 63."]],
    [
      "slot: 9",
      "slto: 9",
      [
        '2:1 A lab has no option "slto"; did you mean "slot"? It has: name, about, slot, instance, readyWithin, hostKind, routing, expectBroken, claims, segments, hosts, routers, cni, probes.',
        "1:1 slot is missing. Use a whole number from 0 to 63.",
      ],
    ],
    [
      "slot: 9",
      "slot: 9\nclaims: vxlan-kernl",
      [`3:9 There is no claim "vxlan-kernl"; did you mean "vxlan-kernel"? Known: ${labClaimIds.join(", ")}.`],
    ],
    [
      "slot: 9",
      "slot: 9\nclaims: [ipip-vxlan, vxlan-kernel, 5, vxlan-kernel]",
      [
        '3:10 Claim "ipip-vxlan" sets labs against each other, which the run of one lab cannot show. Remove it: "npx underlay compare" probes labs in turns, and "npx underlay claims" judges it by that.',
        `3:36 There is no claim 5. Known: ${labClaimIds.join(", ")}.`,
        '3:39 Claim "vxlan-kernel" is listed twice. Keep one of the two.',
      ],
    ],
    [
      "probes:\n  - ping: { from: client, to: server }",
      "claims:\n  - mesh-n2",
      [
        "9:1 The lab lists claims, but has no probe that they could be judged by. Add those that docs/claims.md names.",
      ],
    ],
    ["two hosts", "", ['1:1 about is null. Use some text, e.g. "what the lab shows".']],
    [
      "{ on: underlay, workloads: client }",
      "{ on: underlya, workloads: client }",
      ['6:16 There is no segment "underlya" in this lab; did you mean "underlay"? Known: underlay.'],
    ],
    [
      "workloads: server",
      "workloads: [server, client]",
      [
        '7:46 The name "client" is already used by client (line 6). Names of hosts, routers, workloads and probes are unique within a lab.',
      ],
    ],
    [
      "{ on: underlay, workloads: server }",
      "{ on: underlay, workloads: server, number: 1 }",
      [
        "7:3 Address 10.244.1.0/24 is already used by host1 (line 6). Give one of the two another number or address.",
        "7:3 Address 100.73.0.1 is already used by host1 (line 6). Give one of the two another number or address.",
      ],
    ],
    [
      "flannel: vxlan",
      "flannel: vxlna",
      [
        '8:17 There is no backend of flannel "vxlna"; did you mean "vxlan"? Known: udp, vxlan, host-gw, ipip, wireguard.',
      ],
    ],
    [
      "flannel: vxlan",
      "flannel: { vxlan: { vni: 0 } }",
      [
        "8:33 Option vni of flannel's vxlan backend is 0, which is out of range. Use a whole number from 1 to 9999999.",
      ],
    ],
    [
      "cni: { flannel: vxlan }",
      "cni: cilium",
      [
        "8:6 This says not what joins the workloads. Use one of: flannel, calico, bridge, veth-pairs; e.g. { flannel: vxlan }.",
      ],
    ],
    [
      "cni: { flannel: vxlan }",
      "",
      [
        "1:1 The lab has no CNI mode, so its workloads could not reach each other. Add one, e.g. cni: { flannel: vxlan }.",
      ],
    ],
    [
      "to: server",
      "to: sever",
      ['10:31 There is no workload "sever" in this lab; did you mean "server"? Known: client, server.'],
    ],
    [
      "to: server",
      "to: 5",
      ["10:31 to 5 is out of range. Use a workload, e.g. client. Known: client, server."],
    ],
    [
      "ping: { from: client, to: server }",
      "convergence: { event: link-down, from: client, to: server }",
      [
        "10:27 machine of the event link-down is missing. Use a name, or a part of the lab that has one.",
        "10:27 segment of the event link-down is missing. Use a name, or a part of the lab that has one.",
      ],
    ],
    [", to: server", "", ["10:5 to is missing. Use a workload, e.g. client. Known: client, server."]],
    ["ping:", "png:", [`10:5 There is no kind of probe "png"; did you mean "ping"? Known: ${kinds}.`]],
    [
      "- ping: { from: client, to: server }",
      "- ping:\n    from: client\n    to: server",
      [
        "11:5 from, to: options of ping stand beside it. Indent them further than ping.",
        "10:5 from is missing. Use a workload, e.g. client. Known: client, server.",
        "10:5 to is missing. Use a workload, e.g. client. Known: client, server.",
      ],
    ],
  ])("%s -> %s", (part, other, expected) => {
    expect(complaints(but(part, other)).sort()).toEqual(expected.toSorted());
  });

  it("with one complaint about a part that cannot be read, and none that follows from it", () => {
    const hosts = /hosts:[\s\S]*(?=cni)/;
    expect(complaints(sound.replace(hosts, "hosts:\n  - host1: { on: underlay }\n"))).toEqual([
      "5:1 This is [ { host1: [Object] } ]. Use a map of hosts by their names.",
    ]);
    expect(complaints(but("segments:\n  underlay:", "segments: [underlay]"))).toEqual([
      "3:1 This is [ 'underlay' ]. Use a map of segments by their names.",
    ]);
    const routed = but("  underlay:", "  underlay:\n  right:").replace(
      "host2: { on: underlay",
      "host2: { on: right",
    );
    expect(complaints(routed.replace("hosts:", "routers: [router1]\nhosts:"))).toEqual([
      "6:1 This is [ 'router1' ]. Use a map of routers by their names.",
    ]);
    const judged = but("slot: 9", "slot: 9\nclaims: vxlan-kernel\nexpectBroken: why");
    expect(complaints(judged.replace("ping:", "png:"))).toEqual([
      `12:5 There is no kind of probe "png"; did you mean "ping"? Known: ${kinds}.`,
    ]);
  });

  it.each([
    ["bridge: { mtu: 9000 }", '7:18 bridge has no option "mtu". It has: none.'],
    ["veth-pairs: yes", '7:20 This is "yes". Use veth-pairs alone: it has no options.'],
  ])("with options of what has none: %s", (cni, complaint) => {
    const oneHost = but("  host2: { on: underlay, workloads: server }\n", "");
    const text = oneHost.replace("workloads: client", "workloads: [client, server]");
    expect(complaints(text.replace("flannel: vxlan", cni))).toEqual([complaint]);
  });

  it("with an excerpt, and a caret below what is meant", () => {
    expect(labOf(but("slot: 9", "slot: 99")).problems[0]?.message.split("\n").slice(1)).toEqual([
      "  2 | slot: 99",
      "    |       ^^",
    ]);
  });

  it("with all that is wrong at once, from the beginning to the end", () => {
    const text = but("slot: 9", "slot: 99")
      .replace("host2: { on: underlay", "Host2: { on: nowhere")
      .replace("ping", "pong");
    expect(complaints(text).map((line) => line.split(" ")[0])).toEqual(["2:7", "7:3", "7:16", "10:5"]);
  });

  it("with thousands of hosts, each by its number", () => {
    const hosts = Array.from({ length: 3000 }, (_, index) => `  h${index}: { on: underlay }`);
    const told = complaints(sound.replace(/ {2}host1:[\s\S]*(?=cni)/, `${hosts.join("\n")}\n`));
    const numbers = told.flatMap((line) => /host number (\d+) is out of range/.exec(line)?.[1] ?? []);
    expect(numbers).toEqual(Array.from({ length: 3000 - 255 }, (_, index) => String(256 + index)));
  });

  it("in words of YAML, not of TypeScript", () => {
    const broken = [
      but("on: underlay, workloads: client", "workloads: client"),
      "about: x\nslot: 1\nsegments: { a: }\n",
    ];
    for (const text of broken) expect(complaints(text).join("\n")).not.toMatch(/lab\.|new [A-Z]|\(\{|\(\)/);
  });
});
