import { count, plural } from "../figures/format.ts";
import type { ReadState } from "../probes/host-state.ts";
import type { RecordedMachine, RunRecord } from "../results/run-record.ts";
import { arePair, type Link, linksOf } from "../tables/links.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { exec, onEveryHost, unknown } from "./facts/machines.ts";
import { pingFacts, pingsOf } from "./facts/pings.ts";
import { pairsFor } from "./figures.ts";

export const vethPair: Claim = {
  id: "veth-pair",
  sentence:
    "Two containers reach each other directly through a veth pair, like two computers through a cable; n containers that are all to reach each other may need n(n-1)/2 pairs.",
  checks: [{ lab: "lab-veth", facts }],
};

function facts(run: RunRecord): Evidence[] {
  return [
    ...pingFacts(
      pingsOf(run, { from: "workload", to: "workload" }, "replies"),
      "A workload answers another, every time",
    ),
    onEveryHost(
      run,
      "Each workload's eth0 is one end of a veth pair whose other end is in another workload",
      "ip link",
      (state, host) => ({ command: links(run, host), ...directPairs(state, host) }),
    ),
    onEveryHost(run, "No device of the host is a port of a bridge", "bridge link", noPorts),
    onEveryHost(run, "n workloads are joined by n(n-1)/2 pairs", "ip link", (state, host) => ({
      command: links(run, host),
      ...enoughPairs(state, host),
    })),
    {
      what: "So many pairs would be needed",
      shows: [10, 100].map((n) => `${plural(n, "container")}: ${count(pairsFor(n))} pairs`).join(", "),
      verdict: "stated",
      command: null,
    },
  ];
}

/** The first workload's own view: `eth0@if7` is the end whose other end has the index 7. */
const links = (run: RunRecord, { name, workloads: [first] }: RecordedMachine) =>
  exec(run, first?.name ?? name, "ip link");

interface End {
  readonly workload: string;
  readonly device: Link;
}

const endsIn = ({ workloads }: ReadState): End[] =>
  workloads.flatMap((workload) => linksOf(workload).map((device) => ({ workload: workload.name, device })));

/** Every veth pair between two workloads, once. */
function pairsIn(state: ReadState): [End, End][] {
  const ends = endsIn(state);
  return ends.flatMap((one, place) =>
    ends
      .slice(place + 1)
      .filter((other) => other.workload !== one.workload && arePair(one.device, other.device))
      .map((other): [End, End] => [one, other]),
  );
}

function directPairs(state: ReadState, host: RecordedMachine) {
  const pairs = pairsIn(state);
  const lone = host.workloads.filter(
    ({ name }) => !pairs.flat().some(({ workload, device }) => workload === name && device.name === "eth0"),
  );
  if (host.workloads.length < 2) return unknown(`it has ${plural(host.workloads.length, "workload")}`);
  return lone.length > 0
    ? { shows: `not so in ${lone.map(({ name }) => name).join(", ")}`, verdict: decide(false) }
    : { shows: pairs.map(between).join(", "), verdict: decide(true) };
}

const between = (pair: [End, End]): string =>
  pair.map(({ workload, device }) => `${workload} ${device.name} (index ${device.index})`).join(" to ");

function noPorts(state: ReadState) {
  const ports = linksOf(state).filter(({ master }) => master !== null);
  return {
    shows: ports.map(({ name, master }) => `${name} of ${master}`).join(", ") || "no ports",
    verdict: decide(ports.length === 0),
  };
}

function enoughPairs(state: ReadState, host: RecordedMachine) {
  const n = host.workloads.length;
  if (n < 2) return unknown(`it has ${plural(n, "workload")}`);
  const found = pairsIn(state).length;
  return {
    shows: `${plural(found, "pair")} for ${n} workloads, n(n-1)/2 = ${pairsFor(n)}`,
    verdict: decide(found === pairsFor(n)),
  };
}
