import { plural } from "../figures/format.ts";
import type { ComparisonRecord } from "../results/comparison/record.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Claim, decide, type Evidence, type InTurns } from "./claim.ts";
import { answersAcross, hostsAnswerAcross, routerKnowsNoWorkload } from "./facts/across.ts";
import { declaredBroken, neighboursAnswer, silenceAcross } from "./facts/broken.ts";
import { unknown } from "./facts/machines.ts";
import { costFacts, hasStreams, isMore, streamFact } from "./facts/ratios.ts";
import { sameMachines } from "./facts/same-machines.ts";

/** Labs on equal machines, of both sorts: three hosts on one segment, and two segments with a router between them. */
const neighbours = ["lab-host-gw", "lab-calico-mesh", "lab-vxlan", "lab-udp"] as const;
const acrossRouter = ["lab-calico-gateway", "lab-calico-ipip"] as const;

export const l3VsTunnel: Claim = {
  id: "l3-vs-tunnel",
  sentence:
    "Next-hop routing (flannel host-gw, Calico) packs and unpacks nothing and so performs better, but somebody must maintain its routes. Tunnels (flannel UDP, flannel VXLAN, Calico IPIP) perform worse and are simple: they cross layer 3 by themselves.",
  checks: [
    outperforms(neighbours),
    { ...outperforms(acrossRouter), hostKind: "vm" },
    { lab: "lab-udp-routed", facts: crosses },
    { lab: "lab-vxlan-routed", facts: crosses },
    { lab: "lab-calico-ipip", facts: crosses },
    { lab: "lab-host-gw-routed", facts: endsAtRouter },
    { lab: "lab-calico-routed-broken", facts: endsAtRouter },
  ],
};

type Compared = Pick<ComparisonRecord["labs"][number], "lab" | "mode">;

/** What a mode puts around each packet tells the two sorts apart, not what it is called. */
const isTunnel = ({ mode }: Pick<Compared, "mode">): boolean => mode.overhead > 0;

/** Each lab without a tunnel against each with one. */
function outperforms(inTurns: InTurns["inTurns"]): InTurns {
  return {
    ...{ inTurns, hasFigures: hasStreams(inTurns) },
    facts(comparison) {
      const labs = inTurns.flatMap((name) => comparison.labs.find(({ lab }) => lab === name) ?? []);
      const tunnels = labs.filter(isTunnel);
      const pairs = labs
        .filter((lab) => !isTunnel(lab))
        .flatMap((bare) => tunnels.map((tunnel) => ({ bare, tunnel })));
      return [
        sameMachines(comparison, inTurns),
        ...pairs.map(({ bare, tunnel }) =>
          streamFact(
            comparison,
            { one: bare.lab, other: tunnel.lab },
            { what: isFaster(bare.mode, tunnel.mode), among: pairs.length, verdict: isMore },
          ),
        ),
        ...(pairs.length > 0 ? [] : [noPair]),
        ...costFacts(comparison, inTurns),
      ];
    },
  };
}

const isFaster = (bare: Compared["mode"], tunnel: Compared["mode"]): string =>
  `One TCP stream is faster by ${bare.name}, which puts nothing around packets, than by ${tunnel.name}, which puts ${plural(tunnel.overhead, "byte")} around each`;

const noPair: Evidence = {
  what: "Labs with and without a tunnel were compared",
  ...unknown("all of them have one, or none has"),
  command: null,
};

/** Nobody told the router anything of the workloads, and the tunnel needs nobody to. */
function crosses(run: RunRecord): Evidence[] {
  return [
    aroundPackets(run, "It is a tunnel", isTunnel(run)),
    routerKnowsNoWorkload(run),
    ...answersAcross(run),
  ];
}

/** The same networks without a tunnel: what answers rules out that pings fail for another reason. */
function endsAtRouter(run: RunRecord): Evidence[] {
  return [
    aroundPackets(run, "It is no tunnel", !isTunnel(run)),
    declaredBroken(run),
    routerKnowsNoWorkload(run),
    ...neighboursAnswer(run),
    ...hostsAnswerAcross(run),
    ...silenceAcross(run),
  ];
}

/** A lab of the other sort would show nothing of this one. */
function aroundPackets({ mode, lab }: RunRecord, what: string, holds: boolean): Evidence {
  const shows = `${mode.name} puts ${mode.overhead === 0 ? "nothing" : plural(mode.overhead, "byte")} around each packet (${lab})`;
  return { what, shows, verdict: holds ? decide(true) : "unknown", command: null };
}
