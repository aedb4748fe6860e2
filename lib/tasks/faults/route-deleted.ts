import { z } from "zod";
import { type LabSpec, machinesOf } from "../../model/lab-spec.ts";
import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import type { FaultKind } from "../fault-kind.ts";
import { machine, machineComplaints } from "../places.ts";
import { ask, told } from "../run/ask.ts";
import { bootOf } from "../run/boot.ts";
import { endKept, keepRunning } from "../run/kept.ts";
import { destinationComplaints } from "../target.ts";

const schema = z.strictObject({
  machine,
  to: z
    .string()
    .regex(/^(default|[\d.]+\/\d{1,2}|\{\{[^{}]+\}\})$/, {
      error: "This is no network. Use one such as 10.244.2.0/24, {{subnet host2}}, or default.",
    })
    .describe("The network that it leads to, e.g. `{{subnet host2}}`, or `default`."),
});
type Options = z.infer<typeof schema>;

/** The routes as `ip` takes them, the lab that they were made for, and the start of the machine. */
interface Memory {
  readonly boot: string;
  readonly lab: string;
  readonly routes: readonly string[];
}

/** What is known by it among a machine's processes. */
const mark = "route-keeper";

/** Deletes the route now, once `ip monitor` listens, and whenever anything happens to routes. */
const script = `gone() { while ip -4 route del "$1"; do :; done; }
{ sleep 0.3; gone "$1"; } &
ip -4 monitor route | while read -r change; do gone "$1"; done`;

export const routeDeletedFault: FaultKind<Options> = {
  kind: "route-deleted",
  about:
    "A route is deleted, and again whenever somebody makes it: a process of the machine, route-keeper, sees to it.",
  schema,
  says: ({ machine, to }) => `route of ${machine} to ${to} deleted`,
  problems: (options, lab) => [
    ...machineComplaints(lab, options, "machine"),
    ...destinationComplaints(options, "to"),
  ],
  changes: ({ machine, to }) => `the route of ${machine} to ${to}`,

  async look(options, bench): Promise<Memory> {
    const routes = await routesTo(options, bench);
    if (routes.length === 0) throw new Error(`${options.machine} has no route to ${options.to}`);
    return { boot: await bootOf(bench, options.machine), lab: madeFor(bench.lab), routes };
  },

  async apply({ machine, to }, bench) {
    await keepRunning(bench, machine, mark, script, [to]);
    for (let tries = 0; (await routesTo({ machine, to }, bench)).length > 0; tries += 1) {
      if (tries === 20) throw new Error(`the route of ${machine} to ${to} cannot be deleted`);
      await bench.wait(0.5);
    }
  },

  async undo(options, bench, memory) {
    const { boot, lab, routes } = memory as Memory;
    const { machine, to } = options;
    if (!machinesOf(bench.lab).some(({ name }) => name === machine)) return;
    // With a restart its processes are gone, and its routes made anew.
    if ((await bootOf(bench, machine)) !== boot) return;
    await endKept(bench, machine, mark, to);
    if ((await routesTo(options, bench)).length > 0) return;
    if (lab === madeFor(bench.lab)) await restore(machine, routes, bench);
    // Where the lab is another now, who makes routes knows which: flanneld at its start, BIRD at every scan by itself.
    else await ask(bench, itself(machine), ["pkill", "-x", "flanneld"]);
  },
};

/** What routes of a lab rest on. */
const madeFor = (lab: LabSpec): string =>
  JSON.stringify([
    lab.hosts.map(({ name, workloadSubnet }) => [name, workloadSubnet]),
    machinesOf(lab).map(({ interfaces }) => interfaces.map(({ address }) => address)),
  ]);

/** One line each, with all of its next hops. */
async function routesTo({ machine, to }: Options, bench: Bench): Promise<string[]> {
  const which = to === "default" ? ["default"] : ["exact", to];
  const text = await told(bench, itself(machine), ["ip", "-4", "-oneline", "route", "show", ...which]);
  return text
    .split("\n")
    .map((line) => line.replaceAll("\\", " ").trim())
    .filter((line) => line !== "");
}

async function restore(machine: string, routes: readonly string[], bench: Bench): Promise<void> {
  for (const route of routes) {
    const words = route.split(/\s+/).filter((word) => !states.includes(word));
    const { exitCode, stderr, ending } = await ask(bench, itself(machine), [
      "ip",
      "-4",
      "route",
      "add",
      ...words,
    ]);
    // Somebody was faster.
    if (exitCode !== 0 && !/file exists/i.test(stderr)) throw new Error(ending);
  }
}

/** What `ip route show` prints of a route's state and `ip route add` does not take. */
const states = [
  "linkdown",
  "dead",
  "offload",
  "trap",
  "pervasive",
  "notify",
  "rt_offload",
  "rt_trap",
  "rt_offload_failed",
];
