import { createHash } from "node:crypto";
import type { GivenFiles } from "./machine-files.ts";

/** What a change of a file means on the machine that runs: the services whose `config` lists it take it (images/host). */
const meanings: Readonly<Record<string, string>> = {
  "/etc/underlay/host.json": "routes, impairments, workloads and tunnels are looked at anew",
  "/etc/underlay/bird.conf": "BIRD reads it again; sessions that stay the same stay up",
  "/etc/underlay/etcd.env": "the datastore starts here, or ends",
  "/etc/underlay/calico/tunnel.json": "the tunnel's device is changed",
  "/etc/underlay/calico/node.json": "calico-agent starts again; routes stay",
  "/etc/underlay/calico/first-blocks.conf": "BIRD reads it again",
  "/etc/underlay/calico/remote-blocks.json": "the gates wait for other blocks",
  "/etc/cni/net.d/10-calico.conf": "workloads are looked at anew",
};

/** Files whose change is explained. */
export const explainedFiles: readonly string[] = Object.keys(meanings);

/** A digest of a text, for comparing it with another. */
export const digestOf = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 12);

/** Machine -> file -> what a change of it means, and a digest that tells whether there is one. */
export type PlannedChanges = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const plannedChanges = (files: GivenFiles): PlannedChanges =>
  mapped(files, (given) =>
    mapped(given, (content, path) => `${meanings[path] ?? "what reads it takes it"} (${digestOf(content)})`),
  );

function mapped<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In, key: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

/** What differs between two deploys on machines that both have, a line for each file. */
export function changesOfFiles(before: PlannedChanges, after: PlannedChanges): string[] {
  return Object.entries(after).flatMap(([machine, files]) => {
    const former = before[machine];
    if (former === undefined) return [];
    const paths = new Set([...Object.keys(former), ...Object.keys(files)]);
    return [...paths]
      .filter((path) => former[path] !== files[path])
      .map((path) => {
        const verb =
          former[path] === undefined ? "is new" : files[path] === undefined ? "is gone" : "has changed";
        return `${machine}: ${path} ${verb}: ${meanings[path] ?? "what reads it takes it"}`;
      });
  });
}
