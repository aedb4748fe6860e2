import type { z } from "zod";
import type { Problem } from "../../../model/errors.ts";
import { unknownName } from "../../../model/names.ts";
import { shown } from "../../../model/shown.ts";
import { check } from "../../../yaml/check.ts";
import { type Path, readYaml, type YamlDocument } from "../../../yaml/document.ts";
import { readSource } from "../../../yaml/file.ts";
import { bgpConfiguration } from "./bgp-configuration.ts";
import { bgpFilter } from "./bgp-filter.ts";
import { bgpPeer } from "./bgp-peer.ts";
import { blockAffinity } from "./block-affinity.ts";
import { ipPool } from "./ip-pool.ts";
import { node } from "./node.ts";

/** The kinds of manifests: a new kind is a file and a line here. */
export const kinds = {
  IPPool: ipPool,
  BGPConfiguration: bgpConfiguration,
  BGPPeer: bgpPeer,
  BGPFilter: bgpFilter,
  Node: node,
  BlockAffinity: blockAffinity,
} as const;

export type Kind = keyof typeof kinds;
export type Declared = { [K in Kind]: z.infer<(typeof kinds)[K]> }[Kind];

/** A resource as a file declares it. */
export interface Manifest {
  readonly declared: Declared;
  /** A problem with one of its fields. */
  problem(at: Path, message: string): Problem;
}

export interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
}

/** Reads the file that `calicoctl apply -f` takes; `name` is what errors call it. */
export function readManifests(path: string, name: string): Manifests {
  const read = readSource(path, name);
  if ("problem" in read) return { manifests: [], problems: [read.problem] };
  const { documents, problems } = readYaml(read.source);
  const found = documents.flatMap((document) => resourcesIn(document, [], document.value));
  const manifests = found.flatMap(({ manifest }) => manifest ?? []);
  const all = [...problems, ...found.flatMap((each) => each.problems), ...twice(manifests)];
  if (all.length > 0) return { manifests: [], problems: all };
  if (manifests.length > 0) return { manifests, problems: [] };
  const message = `The file has no resources. Give it some of: ${Object.keys(kinds).join(", ")}.`;
  return { manifests, problems: [{ path: name, message }] };
}

interface Found {
  readonly manifest?: Manifest;
  readonly problems: readonly Problem[];
}

/** A document is a resource, a list of such, or what `calicoctl get` prints of several: a list with `items`. */
function resourcesIn(document: YamlDocument, path: Path, value: unknown): Found[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => resourcesIn(document, [...path, index], item));
  if (typeof value !== "object" || value === null)
    return [
      wrong(
        document,
        path,
        `A resource is a map with apiVersion, kind, metadata and spec, and not ${shown(value)}.`,
      ),
    ];
  const { kind, items } = value as { kind?: unknown; items?: unknown };
  if (typeof kind === "string" && kind.endsWith("List") && Array.isArray(items))
    return resourcesIn(document, [...path, "items"], items);
  if (!isKind(kind)) return [unknownKind(document, path, kind)];
  const { value: declared, problems } = check<Declared>(kinds[kind] as z.ZodType<Declared>, document, path);
  if (declared === undefined) return [{ problems }];
  const problem = (at: Path, message: string) => document.problem([...path, ...at], message);
  return [{ manifest: { declared, problem }, problems }];
}

const isKind = (kind: unknown): kind is Kind => typeof kind === "string" && Object.hasOwn(kinds, kind);

function unknownKind(document: YamlDocument, path: Path, kind: unknown): Found {
  const known = Object.keys(kinds);
  if (typeof kind !== "string")
    return wrong(document, path, `The resource has no kind. Known: ${known.join(", ")}.`);
  const sentence = `The embedded engine takes no resource of the kind ${shown(kind)}`;
  return wrong(document, [...path, "kind"], unknownName(sentence, kind, known));
}

const wrong = (document: YamlDocument, path: Path, message: string): Found => ({
  problems: [document.problem(path, message)],
});

/** Resources of one kind and name: the second would take the place of the first, in Calico. */
const twice = (manifests: readonly Manifest[]): Problem[] =>
  manifests.flatMap(({ declared: { kind, metadata }, problem }, index) =>
    manifests
      .slice(0, index)
      .some(({ declared: other }) => other.kind === kind && other.metadata.name === metadata.name)
      ? problem(
          ["metadata", "name"],
          `${kind} "${metadata.name}" is here twice. Keep one of the two, or rename one.`,
        )
      : [],
  );
