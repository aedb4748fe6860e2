import { z } from "zod";
import { badName, nameTaken } from "../../model/lab-errors.ts";
import { isName } from "../../model/names.ts";
import type { CommandLine } from "../bench.ts";
import { type Named, nameOf } from "../ends.ts";
import { itself, outputOf } from "../places.ts";
import { type EventKind, unknownHost } from "./event.ts";

const schema = z
  .object({ kind: z.literal("workload-added"), host: z.string(), workload: z.string() })
  .describe("A workload was added, and removed at the end");
export interface WorkloadAdded extends z.infer<typeof schema> {}

export interface WorkloadAddedOptions {
  /** The host that gets it. */
  readonly host: Named;
  /** The workload's name. @default "newcomer" */
  readonly workload?: string;
}

/**
 * Adds a workload to a host. It is removed when the probe ends.
 *
 * @example
 * ```ts
 * const event = workloadAdded({ host: host2, workload: "late" });
 * lab.probe(convergence({ event, from: client }));
 * ```
 */
export const workloadAdded = ({
  host,
  workload = "newcomer",
  ...others
}: WorkloadAddedOptions): WorkloadAdded => ({
  ...others,
  kind: "workload-added",
  host: nameOf(host),
  workload,
});

export const workloadAddedKind: EventKind<WorkloadAdded> = {
  kind: "workload-added",
  make: workloadAdded,
  schema,
  addsEnd: true,
  inWords: ({ host, workload }) => `${workload} added to ${host}`,

  problems: ({ host, workload }, _, lab, path) => [
    ...unknownHost(host, lab, path),
    ...(isName(workload) ? [] : [badName(path, "workload", workload)]),
    ...[...lab.hosts.flatMap((each) => [each, ...each.workloads]), ...lab.routers]
      .filter(({ name }) => name === workload)
      .map((other) => nameTaken(path, workload, other.path)),
  ],

  // The address is known only once the workload was added. One that a killed run left is removed first.
  async prepare({ host, workload }, { bench }) {
    await bench.exec(itself(host), call("rm", workload));
    const address = (await outputOf(bench, itself(host), call("add", workload))).trim();
    await bench.exec(itself(host), call("rm", workload));
    return address;
  },
  async cause({ host, workload }, { bench }) {
    await outputOf(bench, itself(host), call("add", workload));
    return bench.line(itself(host), call("add", workload));
  },
  async undo({ host, workload }, { bench }) {
    await bench.exec(itself(host), call("rm", workload));
  },
};

const call = (verb: "add" | "rm", workload: string): CommandLine => ["underlay-workload", verb, workload];
