import { describe, expect, it } from "vitest";
import { problems } from "../../lib/model/problems/problems.ts";
import { convergence } from "../../lib/probes/convergence.ts";
import {
  type AddingEvent,
  type ConvergenceEvent,
  eventChoices,
  hostAdded,
  linkDown,
  reflectorKilled,
  sessionDown,
  workloadAdded,
} from "../../lib/probes/convergence-events.ts";
import { declareProbe } from "../../lib/probes/problems.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";

const named = (name: string) => ({ name });
const [client, server] = [
  { name: "client", host: "host1" },
  { name: "server", host: "host2" },
];

/** What is said of a probe in a lab of three hosts. */
const complaints = (spec: ReturnType<typeof convergence>) =>
  problems(
    declaration({
      hosts: [host(1, "client"), host(2, "server"), host(3, "observer")],
      probes: [declareProbe("lab-test/probe-convergence", spec)],
    }),
  ).map(({ message }) => message);

const about = (event: Exclude<ConvergenceEvent, AddingEvent>, limits: object = {}) =>
  complaints(convergence({ event, from: client, to: server, ...limits }));
const adding = (event: AddingEvent) => complaints(convergence({ event, from: client }));

describe("an event is refused", () => {
  it("only where something is wrong with it", () => {
    expect(about(sessionDown({ host: named("host1"), peer: named("host2") }))).toEqual([]);
    expect(about(reflectorKilled({ host: named("host3") }), { maxLost: 0 })).toEqual([]);
    expect(about(hostAdded({ host: named("host2") }))).toEqual([]);
    expect(adding(workloadAdded({ host: named("host2") }))).toEqual([]);
  });

  it("between machines that are not there, or one and itself", () => {
    expect(about(sessionDown({ host: named("host9"), peer: named("router1") }))).toEqual([
      'There is no host or router "host9" in this lab; did you mean "host1"? Known: host1, host2, host3.',
      'There is no host or router "router1" in this lab. Known: host1, host2, host3.',
    ]);
    expect(about(sessionDown({ host: named("host1"), peer: named("host1") }))).toEqual([
      "host1 has no BGP session with itself. Give the event two different machines.",
    ]);
    expect(about(reflectorKilled({ host: named("host9") }))).toEqual([
      'There is no host "host9" in this lab; did you mean "host1"? Known: host1, host2, host3.',
    ]);
  });

  it("on a link that there is not", () => {
    const link = (machine: string, segment: string) =>
      about(linkDown({ machine: named(machine), segment: named(segment) }));
    expect(link("host3", "underlay")).toEqual([]);
    expect(link("host9", "underlay")).toEqual([
      'There is no host or router "host9" in this lab; did you mean "host1"? Known: host1, host2, host3.',
    ]);
    expect(link("host3", "underly")).toEqual([
      'There is no segment "underly" in this lab; did you mean "underlay"? Known: underlay.',
    ]);
    expect(link("host2", "underlay")).toEqual([
      'The event cuts host2 off, and the workload "server" with it. Choose a workload of another host, or a machine with another way.',
    ]);
    const [left, right] = [segment({ name: "left" }), segment({ name: "right" })];
    const hosts = [
      host(1, "client", { attachments: on("left") }),
      host(2, "server", { attachments: on("left") }),
    ];
    const event = linkDown({ machine: named("router1"), segment: named("third") });
    const spec = convergence({ event, from: client, to: server });
    const lab = declaration({
      segments: [left, right, segment({ name: "third" })],
      ...{ hosts: [...hosts, host(3, "observer", { attachments: on("third") })] },
      routers: [router(1, "left", "right")],
      probes: [declareProbe("lab-test/probe-convergence", spec)],
    });
    expect(problems(lab).map(({ message }) => message)).toContain(
      'router1 is not on segment "third", so it has no link to it. It is on: left, right.',
    );
  });

  it("that takes a workload of the probe down", () => {
    expect(about(reflectorKilled({ host: named("host2") }))).toEqual([
      'The event takes host2 down, and the workload "server" with it. Choose a workload of another host.',
    ]);
    expect(about(hostAdded({ host: named("host1") }))).toEqual([
      'The event takes host1 down, and the workload "client" with it. Choose a workload of another host.',
      'The event adds host1, but "server" is no workload of it, so pinging it tells nothing of the event. Choose one of host1.',
    ]);
  });

  it("that adds a workload by a name that is taken, or none", () => {
    expect(adding(workloadAdded({ host: named("host2"), workload: "observer" }))).toEqual([
      'The name "observer" is already used by lab-test/host3/observer. Names of hosts, routers, workloads and probes are unique within a lab.',
    ]);
    expect(adding(workloadAdded({ host: named("host2"), workload: "No" }))).toEqual([
      expect.stringMatching(/^workload name "No" cannot be used/),
    ]);
  });

  it.each(Object.entries(eventChoices))(
    "that says not what happens to what: %s",
    (kind, { make, schema }) => {
      const event = make({}) as Exclude<ConvergenceEvent, AddingEvent>;
      // The name of a new workload has a default.
      const missing = Object.keys(schema.shape).filter((option) => option !== "workload");
      expect(about(event)).toEqual(
        missing.map(
          (option) =>
            `${option} of the event ${kind} is missing. Use a name, or a part of the lab that has one.`,
        ),
      );
    },
  );

  it("with limits out of range, or an end that is no workload", () => {
    const event = sessionDown({ host: named("host1"), peer: named("host2") });
    expect(about(event, { within: 0, count: 1.5, maxLost: -1 })).toEqual([
      "within 0 is out of range. Use a whole number from 1 to 600.",
      "count 1.5 is out of range. Use a whole number from 1 to 1000.",
      "maxLost -1 is out of range. Use a whole number from 0 to 10000, or leave it out.",
    ]);
    expect(about(event, { to: { name: "host2", host: "host2" } })).toEqual([
      'There is no workload "host2" in this lab. Known: client, server, observer.',
    ]);
  });
});
