import type { ReadState, WorkloadState } from "../probes/host-state.ts";
import type { RecordedMachine, RunRecord } from "../results/run-record.ts";
import { arePair, linksOf } from "../tables/links.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { exec, hostsOf, onEveryHost, stateOf, unknown } from "./facts/machines.ts";
import { pingFacts, pingsOf } from "./facts/pings.ts";

/** What net-tools' `route` prints above the table. The article leaves it out. */
const title = "Kernel IP routing table";

/** The route table of a container on docker0, as the article quotes it. */
const articleTable: readonly string[] = [
  "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface",
  "default         172.17.0.1      0.0.0.0         UG    0      0        0 eth0",
  "172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 eth0",
];

export const bridge: Claim = {
  id: "bridge",
  sentence:
    "Containers that veth pairs connect to the bridge docker0 reach each other and their host; their route table sends 172.17.0.0/16 directly out of eth0, and all else to the gateway 172.17.0.1.",
  checks: [{ lab: "lab-bridge", facts }],
};

function facts(run: RunRecord): Evidence[] {
  const pings = (to: "workload" | "host") => pingsOf(run, { from: "workload", to }, "replies");
  return [
    ...pingFacts(pings("workload"), "A workload answers another, every time"),
    ...pingFacts(pings("host"), "The host answers its workload, every time"),
    onEveryHost(run, "Each workload's eth0 has its other end on docker0", "bridge link", portsOfDocker0),
    ...hostsOf(run).flatMap((host) => host.workloads.map(({ name }) => routeTable(run, host, name))),
  ];
}

function portsOfDocker0(state: ReadState, host: RecordedMachine) {
  if (host.workloads.length === 0) return unknown("it has no workload");
  const ports = linksOf(state).filter(({ master }) => master === "docker0");
  const found = host.workloads.map(({ name }) => {
    const workload = state.workloads.find((candidate) => candidate.name === name);
    const eth0 = workload && linksOf(workload).find((link) => link.name === "eth0");
    return { name, port: ports.find((port) => eth0 && arePair(port, eth0)) };
  });
  return {
    shows: found.map(({ name, port }) => `${name} on ${port ? port.name : "none"}`).join(", "),
    verdict: decide(found.every(({ port }) => port !== undefined)),
  };
}

function routeTable(run: RunRecord, host: RecordedMachine, workload: string): Evidence {
  const state = stateOf(run, host.name);
  const about = {
    what: `The route table of ${workload} is the article's`,
    command: exec(run, workload, "route"),
  };
  if (typeof state === "string") return { ...about, ...unknown(state) };
  return { ...about, ...compare(state.workloads.find(({ name }) => name === workload)) };
}

/** Line by line, as exact text; only the widths of columns may differ. */
function compare(workload: WorkloadState | undefined) {
  if (workload === undefined || workload.routeTable.length === 0)
    return unknown("no route table was recorded");
  const verbatim = workload.routeTable.join("\n");
  const [first, ...rest] = workload.routeTable;
  const table = first === title ? rest : workload.routeTable;
  const longest = Math.max(table.length, articleTable.length);
  for (let line = 0; line < longest; line += 1) {
    const [found, wanted] = [collapsed(table[line]), collapsed(articleTable[line])];
    if (found !== wanted)
      return {
        shows: `${verbatim}\nline ${line + 1} is not: ${wanted ?? "the table ends before it"}`,
        verdict: decide(false),
      };
  }
  return { shows: verbatim, verdict: decide(true) };
}

const collapsed = (line: string | undefined): string | undefined => line?.trim().replace(/\s+/g, " ");
