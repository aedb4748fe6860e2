import { describe, expect, it } from "vitest";
import type { ProbeSpec } from "../../lib/model/lab-spec.ts";
import { problems } from "../../lib/model/problems/problems.ts";
import { convergence } from "../../lib/probes/convergence.ts";
import { eventChoices, linkDown } from "../../lib/probes/convergence-events.ts";
import { cost } from "../../lib/probes/cost.ts";
import { iperf } from "../../lib/probes/iperf.ts";
import { type ProbeKindName, probeChoices } from "../../lib/probes/kinds.ts";
import { pathMtu } from "../../lib/probes/path-mtu.ts";
import { ping } from "../../lib/probes/ping.ts";
import { declareProbe } from "../../lib/probes/problems.ts";
import { tcpdump } from "../../lib/probes/tcpdump.ts";
import { declaration } from "../fixtures/declaration.ts";
import { sound } from "../fixtures/probes.ts";
import { ends } from "../fixtures/probing.ts";

const { from, to } = ends;
const kinds = Object.keys(sound) as ProbeKindName[];

/** Lab files are not type-checked when they run. */
const complaints = (spec: object) => {
  const found = problems(declaration({ probes: [declareProbe("lab-test/probe-x", spec as ProbeSpec)] }));
  expect(found.filter(({ path }) => path !== "lab-test/probe-x")).toEqual([]);
  return found.map(({ message }) => message);
};

const wrong = [
  ...[undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -0.5, 1e12, 2n],
  ...["", "3;x", "a b", "../x", {}, [], [Number.NaN], [1, "2"], new Array(2), () => 1],
];

describe.each(kinds)("a probe of kind %s", (kind) => {
  const { [kind]: spec } = sound;
  const options = Object.keys(spec).filter((option) => option !== "kind");

  it("is sound as it comes", () => {
    expect(complaints(spec)).toEqual([]);
  });

  it.each(options)("says what is allowed, for whatever else is given as %s", (option) => {
    for (const value of wrong) {
      const found = complaints({ ...spec, [option]: value });
      expect(found, String(value)).not.toEqual([]);
      expect(found.join(" ")).toMatch(/Use |Known: |It is on: /);
    }
  });

  it("has no other options", () => {
    // What a spec has as null, lab files leave out.
    const asked = Object.fromEntries(
      Object.entries({ ...spec, cuont: 500 }).filter(([, value]) => value !== null),
    );
    const { [kind]: choice } = probeChoices;
    const known = Object.keys(choice?.schema.shape ?? {}).join(", ");
    expect(complaints(choice?.make(asked) ?? {})).toEqual([
      `A probe of kind ${kind} has no option cuont. It has: ${known}. Remove it, or correct it.`,
    ]);
  });

  it("complains of all its options at once", () => {
    const broken = Object.fromEntries(options.map((option) => [option, {}]));
    expect(complaints({ ...spec, ...broken }).length).toBeGreaterThanOrEqual(options.length);
  });
});

describe("the options of a probe", () => {
  it("have ranges that end in figures and in time", () => {
    const spec = iperf({ from, to, streams: [], samples: 0, seconds: -1, omit: 61 });
    expect(complaints(spec)).toEqual([
      "streams [] cannot be used. Use a list of 1 to 16 different whole numbers from 1 to 128.",
      "samples 0 is out of range. Use a whole number from 1 to 100.",
      "seconds -1 is out of range. Use a whole number from 1 to 600.",
      "omit 61 is out of range. Use a whole number from 0 to 60.",
    ]);
    expect(complaints(iperf({ from, to, seconds: 0.5, streams: [200] }))).toHaveLength(2);
    expect(complaints(iperf({ from, to, streams: [1, 8, 1] }))).toEqual([
      "streams [ 1, 8, 1 ] cannot be used. Use a list of 1 to 16 different whole numbers from 1 to 128.",
    ]);
    expect(complaints(ping({ from, to, interval: 0, count: 0 }))).toEqual([
      "count 0 is out of range. Use a whole number from 1 to 10000.",
      "interval 0 is out of range. Use a number from 0.01 to 60.",
    ]);
    expect(complaints({ ...ping({ from, to }), expect: "nothing" })).toEqual([
      'expect "nothing" cannot be used. Use "replies" or "silence".',
    ]);
    expect(complaints(tcpdump({ on: { name: "host1" }, device: "a/b", packets: 1, from, to }))).toEqual([
      'device "a/b" cannot be used. Use the name of a device, e.g. "docker0", or leave it out.',
      "packets 1 is out of range. Use a whole number from 2 to 100000.",
    ]);
  });

  it("may each be large, but not so that the probe lasts for days", () => {
    expect(complaints(iperf({ from, to, samples: 100, seconds: 600, omit: 0 }))).toEqual([
      "The probe would take 120000 s; a probe may take 3600 s at most. Ask for less, or make two probes of it.",
    ]);
    expect(complaints(ping({ from, to, count: 10_000, interval: 60 }))).toHaveLength(1);
    expect(complaints(cost({ from, to, samples: 100, seconds: 600 }))).toHaveLength(1);
  });

  it("may be hosts where the probe can do with one, and no workload of another host", () => {
    const [host1, host2] = [{ name: "host1" }, { name: "host2" }];
    expect(complaints(ping({ from: host1, to: host2 }))).toEqual([]);
    expect(complaints(iperf({ from, to: host2 as typeof to }))).toEqual([
      'There is no workload "host2" in this lab. Known: client, server.',
    ]);
    expect(complaints(ping({ from: { name: "client", host: "host2" }, to }))).toEqual([
      'There is no workload of host2 "client" in this lab. Known: server.',
    ]);
  });

  it("may be left out altogether by a lab file without types", () => {
    const nothing = {} as Parameters<typeof iperf>[0];
    expect(complaints(iperf(nothing))).toEqual([
      'from is missing. Use a workload, e.g. host.workload("client"). Known: client, server.',
      'to is missing. Use a workload, e.g. host.workload("client"). Known: client, server.',
    ]);
    for (const make of [ping, pathMtu, cost, tcpdump, convergence] as ((options: object) => ProbeSpec)[])
      expect(complaints(make({})).length).toBeGreaterThan(1);
    expect(complaints({ kind: "iperf" }).length).toBeGreaterThan(5);
  });

  it("are those of its event, too", () => {
    const down = linkDown({ machine: "host1", segment: "underlay", ...{ secnods: 3 } });
    expect(complaints({ ...sound.convergence, event: down })).toContain(
      "The event link-down has no option secnods. It has: machine, segment. Remove it, or correct it.",
    );
    for (const [kind, { make, schema }] of Object.entries(eventChoices)) {
      const known = Object.keys(schema.shape).map((option) => [option, "host1"]);
      const event = make({ ...Object.fromEntries(known), secnods: 3 });
      expect(complaints({ ...sound.convergence, event })[0]).toContain(`${kind} has no option secnods.`);
    }
  });

  it("are none of a kind that there is not", () => {
    expect(complaints({ kind: "netperf", name: "x" })).toEqual([
      'There is no kind of probe "netperf". Known: iperf, ping, path-mtu, cost, tcpdump, snapshot, convergence, udp, udp-throughput, pps, latency.',
    ]);
    expect(complaints({ kind: "toString", name: "x" })).toHaveLength(1);
    expect(complaints({ ...sound.convergence, event: { kind: "flood", host: "host1" } })).toEqual([
      "event { kind: 'flood', host: 'host1' } cannot be used. Use an event of the kind session-down, link-down, reflector-killed, host-added, workload-added.",
    ]);
  });
});
