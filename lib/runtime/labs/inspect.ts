import { z } from "zod";
import type { Impairment } from "../../model/impairment.ts";
import type { Installation } from "../../model/installation.ts";
import { parseJson } from "../../model/json.ts";
import { type HostSpec, type LabSpec, machinesOf, type RouterSpec } from "../../model/lab-spec.ts";
import type { BgpSession } from "../../probes/bgp-session.ts";
import type { LinkState } from "../../probes/link-state.ts";
import { sessionsOf } from "../engine/bgp.ts";
import { Engine } from "../engine/engine.ts";
import { readImpairment } from "./impairments.ts";
import { linksOf } from "./links.ts";

const gates = z.object({
  ready: z.boolean(),
  gates: z.array(
    z.object({ gate: z.string(), state: z.enum(["pass", "fail", "waiting"]), detail: z.string() }),
  ),
});

/** A deployed lab as it is now. */
export interface LabView {
  /** Hosts and routers. */
  readonly hosts: readonly MachineView[];
  readonly segments: readonly SegmentView[];
}

/** A host or router as it is now: `gates` is null where it does not run or does not answer. */
export interface MachineView {
  readonly host: string;
  readonly kind: string;
  readonly container: string;
  /** Whether its root is nobody on the engine's machine. */
  readonly userNamespace: boolean;
  readonly addresses: readonly string[];
  /** Null for a router. */
  readonly workloadSubnet: string | null;
  readonly workloads: HostSpec["workloads"];
  readonly ready: boolean;
  readonly reason: string | null;
  readonly gates: z.infer<typeof gates>["gates"] | null;
  /** Empty where no BGP is spoken; null where the machine or its BIRD does not answer. */
  readonly bgp: readonly BgpSession[] | null;
}

export interface SegmentView {
  readonly segment: string;
  readonly cidr: string;
  readonly mtu: number;
  /** What each machine on the segment does to what it sends there; null where it does not answer. */
  readonly impairments: readonly { readonly machine: string; readonly impairment: Impairment | null }[];
  /** Whether each machine's link to the segment is up or was set down; null where it does not answer. */
  readonly links: readonly { readonly machine: string; readonly state: LinkState | null }[];
}

/** Hosts, routers, addresses, gates, workloads, BGP sessions and segments of a deployed lab. */
export async function inspect(lab: LabSpec, installation: Installation): Promise<LabView> {
  const engine = new Engine(installation);
  const states = new Map(machinesOf(lab).map((machine) => [machine.name, linksOf(engine, machine)]));
  const [hosts, segments] = await Promise.all([
    Promise.all(machinesOf(lab).map((machine) => view(engine, machine))),
    Promise.all(lab.segments.map((segment) => viewSegment(engine, lab, segment, states))),
  ]);
  return { hosts, segments };
}

async function viewSegment(
  engine: Engine,
  lab: LabSpec,
  { name, cidr, mtu }: LabSpec["segments"][number],
  states: ReadonlyMap<string, ReturnType<typeof linksOf>>,
): Promise<SegmentView> {
  const links = machinesOf(lab).flatMap((machine) =>
    machine.interfaces.filter(({ segment }) => segment === name).map((link) => ({ machine, link })),
  );
  const impairments = await Promise.all(
    links.map(async ({ machine, link }) => ({
      machine: machine.name,
      impairment: await readImpairment(engine, machine, link),
    })),
  );
  const seen = await Promise.all(
    links.map(async ({ machine, link }) => ({
      machine: machine.name,
      state: (await states.get(machine.name))?.get(link.address) ?? null,
    })),
  );
  return { segment: name, cidr, mtu, impairments, links: seen };
}

async function view(engine: Engine, machine: HostSpec | RouterSpec): Promise<MachineView> {
  const [readiness, bgp] = await Promise.all([readinessOf(engine, machine), sessionsOf(engine, machine)]);
  return {
    host: machine.name,
    kind: machine.kind,
    container: machine.container,
    userNamespace: machine.firstId !== null,
    addresses: machine.interfaces.map(({ address, prefixLength }) => `${address}/${prefixLength}`),
    workloadSubnet: "workloadSubnet" in machine ? machine.workloadSubnet : null,
    workloads: "workloads" in machine ? machine.workloads : [],
    ...readiness,
    bgp,
  };
}

/** The gates of a machine, as it saw them last. */
export async function readinessOf(
  engine: Engine,
  { container }: Pick<MachineView, "container">,
): Promise<Pick<MachineView, "ready" | "reason" | "gates">> {
  const output = await engine.start(Engine.inside(container, ["underlay-ready"]), { limit: 10 });
  const parsed = gates.safeParse(parseJson(output.stdout));
  return {
    ready: parsed.success && parsed.data.ready,
    reason: parsed.success ? failing(parsed.data) : output.stderr.trim() || "the host does not answer",
    gates: parsed.success ? parsed.data.gates : null,
  };
}

function failing({ gates: all }: z.infer<typeof gates>): string | null {
  const gate = all.find(({ state }) => state === "fail");
  return gate ? `${gate.gate}: ${gate.detail}` : null;
}
