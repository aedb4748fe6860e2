import { z } from "zod";
import { plural } from "../figures/format.ts";
import { type MachineSpec, machinesOf } from "../model/lab-spec.ts";
import type { Bench } from "./bench.ts";
import { readSessions } from "./bgp-session.ts";
import { outcome } from "./fields.ts";
import { type HostState, hostState } from "./host-state.ts";
import type { ProbeKind } from "./kind.ts";
import { verdict } from "./outcome.ts";
import { itself, outputOf } from "./places.ts";

export interface SnapshotSpec {
  readonly kind: "snapshot";
  readonly name: string;
}

export interface SnapshotOptions {
  /** @default "state" */
  readonly name?: string;
}

/**
 * Records routes, links, FDB, neighbours, leases and versions of every host.
 *
 * @example
 * ```ts
 * lab.probe(snapshot());
 * ```
 */
export function snapshot({ name = "state", ...others }: SnapshotOptions = {}): SnapshotSpec {
  return { ...others, kind: "snapshot", name };
}

const result = z.object({ kind: z.literal("snapshot"), ...outcome, hosts: z.array(hostState) });
export type SnapshotResult = z.infer<typeof result>;

/** Seconds for a machine to tell its state: one that is emulated, on a busy machine, takes long for its dozens of programs. */
const limit = 60;

export const snapshotKind: ProbeKind<SnapshotSpec, SnapshotResult> = {
  kind: "snapshot",
  make: snapshot,
  result,
  rules: {},

  async run(spec, bench) {
    const machines = machinesOf(bench.lab);
    bench.progress(`${spec.name}: routes, links, FDB, neighbours and leases of ${machines.length} machines`);
    const hosts = await Promise.all(machines.map((machine) => stateOf(spec, machine, bench)));
    return { kind: "snapshot", ...verdict(complaint(hosts)), hosts };
  },

  blank: () => ({ hosts: [] }),

  reading: {
    lines: ({ hosts }) => {
      const read = hosts.flatMap((host) => (host.status === "ok" ? [host] : []));
      const routes = read.reduce((total, host) => total + host.routes.length, 0);
      return [
        {
          what: "state of every machine",
          figure: `${read.length} of ${plural(hosts.length, "machine")} read`,
          detail: read.length === 0 ? "" : plural(routes, "route"),
        },
      ];
    },
    commands: () => [],
    files: () => [],
  },
};

function complaint(hosts: readonly HostState[]): string | null {
  if (hosts.length === 0) return "the lab has no machine whose state there is";
  const lost = hosts.filter((host) => host.status === "failed");
  return lost[0]
    ? `${lost.length} of ${hosts.length} machines gave no state; ${lost[0].host}: ${lost[0].reason}`
    : null;
}

async function stateOf(spec: SnapshotSpec, { name }: MachineSpec, bench: Bench): Promise<HostState> {
  try {
    const text = await outputOf(bench, itself(name), ["underlay-state"], { limit, signal: bench.signal });
    await bench.keep(`${spec.name}-${name}.json`, text);
    const { bgp, ...state } = JSON.parse(text);
    return hostState.parse({
      host: name,
      status: "ok",
      ...state,
      bgp: bgp === null ? null : readSessions(bgp),
    });
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { host: name, status: "failed", reason };
  }
}
