import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Calico } from "../../lib/cni/calico/calico.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { synthesize } from "../../lib/constructs/synthesize.ts";
import { vm } from "../../lib/constructs/vm-host.ts";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { type Asked, complaints, labOf, problemsOf, type Untyped } from "../fixtures/untyped-lab.ts";

const notNumbers = [null, "5", "", [], [5], {}, true, () => 1, Symbol("x"), 5n];
const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 1.5, 2 ** 40];
const wrongNumbers = [...notNumbers, ...numbers];
const wrongTexts = [null, 5, "", " ", [], {}, true, () => 1, Symbol("x"), 5n];
const wrongNames = [...wrongTexts, undefined, "A", "a b", "a/b", "-a", "a".repeat(41), "ü"];
const notObjects = [null, 5, "x", [], true, () => 1];

/** Every option of every construct, and how to give it. */
const options: readonly [string, readonly unknown[], (value: unknown) => Asked][] = [
  ["slot of a lab", [...wrongNumbers, 64], (slot) => ({ lab: { slot } })],
  ["instance of a lab", [...wrongNumbers, 64], (instance) => ({ lab: { instance } })],
  ["readyWithin of a lab", [...wrongNumbers, 0, 86_401], (readyWithin) => ({ lab: { readyWithin } })],
  ["about of a lab", [...wrongTexts, undefined], (about) => ({ lab: { about } })],
  ["expectBroken of a lab", wrongTexts, (expectBroken) => ({ lab: { expectBroken } })],
  [
    "claims of a lab",
    [
      ...wrongTexts.filter((value) => !Array.isArray(value)),
      "bridge",
      ["no-such-claim"],
      ["ipip-vxlan"],
      [undefined],
    ],
    (claims) => ({ lab: { claims } }),
  ],
  ["entry of a lab's claims", wrongTexts, (id) => ({ lab: { claims: [id] } })],
  ["routing of a lab", [...wrongTexts, "bgp", "OSPF"], (routing) => ({ lab: { routing } })],
  ["hostKind of a lab", [...wrongTexts, vm, "vm"], (hostKind) => ({ lab: { hostKind } })],
  ["another option of a lab", [1], (readywithin) => ({ lab: { readywithin } })],
  ["options of a segment", notObjects, (segment) => ({ segment })],
  ["mtu of a segment", [...wrongNumbers, 0, 575, 65_536], (mtu) => ({ segment: { mtu } })],
  ["prefixLength of a segment", [...wrongNumbers, 21, 30], (prefixLength) => ({ segment: { prefixLength } })],
  [
    "cidr of a segment",
    [...wrongTexts, "10.0.0.0", "10.0.0.1/24", "10.0.0.0/33", "::/64"],
    (cidr) => ({ segment: { cidr } }),
  ],
  ["impair of a segment", notObjects, (impair) => ({ segment: { impair } })],
  ...["delay", "jitter", "loss", "rate", "duplicate", "corrupt", "reorder"].map(
    (name): (typeof options)[number] => [
      `${name} of an impairment`,
      [...wrongNumbers.filter((value) => value !== 1.5), 1e9],
      (value) => ({ segment: { impair: { delay: 1, [name]: value } } }),
    ],
  ),
  ["another option of an impairment", [1], (dealy) => ({ segment: { impair: { dealy } } })],
  ["another option of a segment", [1500], (MTU) => ({ segment: { MTU } })],
  ["number of a host", [...wrongNumbers, 0, 256], (number) => ({ host: { number } })],
  [
    "on of a host",
    [undefined, null, 5, "nowhere", [], {}, [null], [{}], true, Symbol("x")],
    (on) => ({ host: { on } }),
  ],
  ["kind of a host", [null, 5, "vm", {}, [], vm, () => 1], (kind) => ({ host: { kind } })],
  ["another option of a host", [1], (memory) => ({ host: { memory } })],
  [
    "address on a segment",
    [...wrongTexts, "100.64.0.1/26", "1.2", "100.64.0.256", "10.0.0.1"],
    (address) => ({ place: { address } }),
  ],
  ["another option of a place", [1], (adress) => ({ place: { adress } })],
  ["segment of a place", [undefined, null, 5, {}, "nowhere"], (segment) => ({ place: { segment } })],
  ["number of a router", [...wrongNumbers, 0, 61], (number) => ({ router: { number } })],
  ["on of a router", [undefined, null, 5, "nowhere", [], {}, true], (on) => ({ router: { on } })],
  ["another option of a router", [1], (cost) => ({ router: { cost } })],
  ["options of a container host", notObjects, (given) => ({ dind: given })],
  ["memory of a container host", [...wrongNumbers, 255], (memory) => ({ dind: { memory } })],
  ["pids of a container host", [...wrongNumbers, 255, 4_194_305], (pids) => ({ dind: { pids } })],
  [
    "cpus of a container host",
    [...wrongNumbers, 0, 8193].filter((value) => value !== null),
    (cpus) => ({ dind: { cpus } }),
  ],
  ["another option of a container host", [1], (memroy) => ({ dind: { memroy } })],
  ["options of a virtual machine", notObjects, (given) => ({ vm: given })],
  ["vcpus of a virtual machine", [...wrongNumbers, 0, 65], (vcpus) => ({ vm: { vcpus } })],
  ["memory of a virtual machine", [...wrongNumbers, 383], (memory) => ({ vm: { memory } })],
  ["disk of a virtual machine", [...wrongNumbers, 2047], (disk) => ({ vm: { disk } })],
  ["another option of a virtual machine", [1], (cpus) => ({ vm: { cpus } })],
  ["the number of hosts", [...wrongNumbers, 256, "3"], (hosts) => ({ hosts })],
  ["name of a lab", [...wrongNames, "constructor", "compare", "scale-bgp"], (lab) => ({ names: { lab } })],
  ["name of a segment", wrongNames, (segment) => ({ names: { segment } })],
  ["name of a host", wrongNames, (host) => ({ names: { host } })],
  ["name of a router", wrongNames, (router) => ({ names: { router } })],
  ["name of a workload", wrongNames, (workload) => ({ names: { workload } })],
  [
    "backend of flannel",
    [undefined, null, 5, "vxlan", vxlan, {}],
    (backend) => ({ mode: (lab, id) => new Flannel(lab, id, { backend } as Untyped) }),
  ],
  [
    "props of flannel",
    [undefined, ...notObjects],
    (props) => ({ mode: (lab, id) => new Flannel(lab, id, props as Untyped) }),
  ],
  [
    "mode of Calico",
    [undefined, null, 5, "ipip", ipip, {}],
    (mode) => ({ mode: (lab, id) => new Calico(lab, id, { mode } as Untyped) }),
  ],
  [
    "props of Calico",
    [undefined, ...notObjects],
    (props) => ({ mode: (lab, id) => new Calico(lab, id, props as Untyped) }),
  ],
];

describe("whatever a lab file gives in the place of", () => {
  it.each(options)("%s is named with its place and the fix", (_, values, ask) => {
    for (const value of values) {
      const found = problemsOf(ask(value));
      expect(found, String(value)).not.toEqual([]);
      for (const { path, message } of found) {
        expect(path).toMatch(/^lab(s$|-a)/);
        expect(message).toMatch(/\. (Use|Give|Put|Write|Choose|Remove|Add|Known|Leave|Rename|Keep)/);
      }
    }
  });

  it.each(options)("%s, the answer is problems, or a lab that can be resolved", (_, __, ask) => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true }), (value) => {
        if (problemsOf(ask(value)).length === 0) labOf(ask(value)).resolve();
      }),
      { numRuns: 40 },
    );
  });

  it("nothing is wrong with the lab otherwise", () => {
    expect(complaints({})).toEqual([]);
    expect(complaints({ vm: {} })).toEqual([]);
    expect(complaints({ dind: { memory: undefined, pids: 256, cpus: null } })).toEqual([]);
    expect(complaints({ host: { on: "left" } })).toEqual([]);
  });

  it("several options is named all at once", () => {
    expect(
      complaints({
        lab: { slot: "1", readyWithin: Number.NaN },
        segment: { mtu: "1500", cidr: "127.0.0.0/30" },
        host: { kind: "vm", number: 1.5 },
        router: { cost: 5 },
      }),
    ).toEqual([
      '[lab-a/host1] kind is "vm", which makes no host. Use what a kind of host returns: dind() or vm().',
      "[lab-a/router1] A router has no option cost. It has: on, number, userNamespace. Remove it, or correct it.",
      '[lab-a] slot "1" is out of range. Use a whole number from 0 to 63.',
      "[lab-a] readyWithin NaN is out of range. Use a whole number from 1 to 86400.",
      "[lab-a/left] 127.0.0.0/30 is no network that a segment can have. Use a prefix length from 8 to 29: hosts, routers and the gateway address need room.",
      "[lab-a/left] 127.0.0.0/30 meets 127.0.0.0/8 (loopback), whose addresses no machine can have. Choose another network, e.g. one of 10.0.0.0/8, or leave cidr out.",
      '[lab-a/left] mtu "1500" is out of range. Use a whole number from 576 to 65535.',
      "[lab-a/host1] host number 1.5 is out of range. Use a whole number from 1 to 255.",
    ]);
  });
});

/** Ids of the constructs that a lab is made of, and names that every object of JavaScript has. */
const ours = [
  "docker",
  "probes",
  "settled",
  "configured",
  "sweep",
  "preflight",
  "backend",
  "state",
  "container",
  "host-image",
  "network-right",
  "constructor",
  "right",
];

describe("a name that Underlay or cdktf uses itself", () => {
  it.each(ours)("%s can be that of a machine, a workload and a mode", (name) => {
    const outdir = mkdtempSync(join(tmpdir(), "underlay-names-"));
    try {
      for (const part of ["host", "router", "workload", "mode"] as const) {
        const app = new App({ outdir });
        const lab = labOf({ names: { lab: `lab-${part}`, [part]: name } }, app);
        // The other segment has this name: machines and segments must be told apart.
        const known = name === "right" && (part === "host" || part === "router");
        expect(lab.problems().length, part).toBe(known ? 1 : 0);
        if (known) continue;
        synthesize(app, assumedInstallation, "../../..");
        const { resource, terraform } = JSON.parse(
          readFileSync(join(outdir, "stacks", `lab-${part}`, "cdk.tf.json"), "utf8"),
        );
        expect(Object.keys(resource.docker_container)).toContain(
          part === "host" || part === "router" ? name : "host1",
        );
        expect(Object.keys(resource.docker_network)).toEqual(["left", "right"]);
        expect(Object.keys(resource.terraform_data)).toEqual([
          "configured",
          "preflight",
          "probes",
          "settled",
          "sweep",
        ]);
        expect(Object.keys(terraform.backend)).toEqual(["local"]);
      }
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });

  it("is refused where two parts of a lab, or two labs, would have it", () => {
    expect(complaints({ names: { host: "right" } })).toEqual([
      '[lab-a/right] The name "right" is already used by lab-a/right.2. Names of segments, hosts and routers are unique within a lab.',
    ]);
    expect(complaints({ names: { segment: "right" } })).toEqual([
      '[lab-a/right.2] The name "right" is already used by lab-a/right. Names of segments, hosts and routers are unique within a lab.',
    ]);
    expect(complaints({ names: { host: "other" } })).toEqual([
      '[lab-a/other.2] The name "other" is already used by lab-a/other. Names of hosts, routers, workloads and probes are unique within a lab.',
    ]);
    const app = new App();
    labOf({}, app);
    expect(() => labOf({}, app)).toThrow('There are two labs "lab-a"');
  });
});
