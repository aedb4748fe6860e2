import { rounded, tick } from "../figures/format.ts";
import type { RunRecord } from "../results/run-record.ts";
import { linksOf } from "../tables/links.ts";
import { listenerOn } from "../tables/sockets.ts";
import { type Claim, decide, type Evidence } from "./claim.ts";
import { captureFacts, joinsSubnets } from "./facts/captures.ts";
import { costOf, cpuSeconds, cpuText, oneStream } from "./facts/costs.ts";
import { onEveryHost, unknown } from "./facts/machines.ts";
import { gigabits, seconds } from "./figures.ts";

/** flannel's UDP port of this backend. */
const port = 8285;

/** How many times flanneld's CPU time with VXLAN the one with UDP must be at least. */
const cpuRatio = 10;

/** How many times as fast as UDP one stream by VXLAN must be at least. */
const throughputRatio = 5;

export const udpCopies: Claim = {
  id: "udp-copies",
  sentence:
    "Flannel UDP takes IP packets through the TUN device flannel0 to flanneld, which puts them into UDP packets for the peer host. Its performance suffers, because packets are copied between user space and kernel four times more.",
  checks: [
    { lab: "lab-udp", facts: structure },
    {
      lab: "lab-udp",
      against: "lab-vxlan",
      facts: (udp, vxlan) => [...costs(udp, vxlan), speed(udp, vxlan)],
    },
  ],
};

function structure(run: RunRecord): Evidence[] {
  return [
    onEveryHost(run, "flannel0 is a TUN device", "ip -details link show flannel0", (state) => {
      const device = linksOf(state).find(({ name }) => name === "flannel0");
      return {
        shows: device ? `kind ${device.kind ?? "unknown"}` : "no such device",
        verdict: decide(device?.kind === "tun"),
      };
    }),
    onEveryHost(
      run,
      "flanneld holds the other end of flannel0",
      ["sh", "-c", "underlay-state | jq .tunnels"],
      ({ tunnels }) => ({
        shows: tunnels.flannel0 ?? "no program holds it",
        verdict: decide(tunnels.flannel0 === "flanneld"),
      }),
    ),
    onEveryHost(
      run,
      `flanneld listens on UDP ${port}`,
      "ss --listening --udp --numeric --processes",
      (state) => ({
        shows: listenerOn(state, port),
        verdict: decide(listenerOn(state, port) === "flanneld"),
      }),
    ),
    ...captureFacts(run, {
      what: `On the wire, UDP ${port} carries the workload's IP packet`,
      layers: ["eth", "ip", "udp", "ip"],
      fits: (layers) => layers[2]?.fields["udp.dstport"] === String(port) && joinsSubnets(run, layers[3]),
    }),
  ];
}

function costs(udp: RunRecord, vxlan: RunRecord): Evidence[] {
  const what = `flanneld spends at least ${cpuRatio} times the CPU time that it spends with VXLAN, per GB`;
  const [dear, cheap] = [costOf(udp), costOf(vxlan)];
  if (typeof dear === "string" || typeof cheap === "string")
    return [{ what, ...unknown(reasons(dear, cheap)), command: null }];
  const { command } = dear;
  return [
    {
      what,
      shows: `${cpuText(dear)} against ${cpuText(cheap)}${times(cpuSeconds(dear), cpuSeconds(cheap), tick)}`,
      verdict: decide(cpuSeconds(dear) >= cpuRatio * Math.max(cpuSeconds(cheap), tick)),
      command,
    },
    {
      what: "Context switches of flanneld, per GB",
      shows: `${rounded(dear.contextSwitches)} against ${rounded(cheap.contextSwitches)}${times(dear.contextSwitches, cheap.contextSwitches, 1)}`,
      verdict: "stated",
      command,
    },
    {
      what: "Softirq time of the kernel, per GB",
      shows: `${seconds(dear.softirqSeconds)} against ${seconds(cheap.softirqSeconds)}${times(dear.softirqSeconds, cheap.softirqSeconds, tick)}`,
      verdict: "stated",
      command,
    },
  ];
}

function speed(udp: RunRecord, vxlan: RunRecord): Evidence {
  const what = `One TCP stream is at least ${throughputRatio} times as fast with VXLAN`;
  const [slow, fast] = [oneStream(udp), oneStream(vxlan)];
  if (typeof slow === "string" || typeof fast === "string")
    return { what, ...unknown(reasons(slow, fast)), command: null };
  const [by, against] = [fast.bitsPerSecond, slow.bitsPerSecond];
  return {
    what,
    shows: `${gigabits(by)} against ${gigabits(against)}${times(by, against, 1)}`,
    verdict: decide(by >= throughputRatio * against),
    command: fast.command,
  };
}

const reasons = (...figures: readonly unknown[]): string =>
  figures.filter((figure) => typeof figure === "string").join("; ");

/** `, 46 times`. A figure below `least` cannot be told from none, so the other one is set against `least`. */
const times = (one: number, other: number, least: number): string =>
  `, ${other < least ? "at least " : ""}${rounded(one / Math.max(other, least))} times`;
