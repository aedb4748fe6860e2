import { basename } from "node:path";
import type { App } from "cdktf";
import type { Attachment } from "../constructs/attachments.ts";
import type { Host, HostMaker } from "../constructs/host.ts";
import { hostMakers } from "../constructs/host-makers.ts";
import { Lab } from "../constructs/lab.ts";
import { type LabProps, labOptions } from "../constructs/lab-props.ts";
import type { Segment } from "../constructs/segment.ts";
import { LabError, type Problem } from "../model/errors.ts";
import { claimFaults } from "../model/problems/claims.ts";
import type { Path, YamlDocument } from "../yaml/document.ts";
import { isMap, Shape } from "../yaml/shape.ts";
import { installCni } from "./cni.ts";
import { located } from "./places.ts";
import { addProbes } from "./probes.ts";
import { hostKeys, labKeys, routerKeys, segmentKeys } from "./schema.ts";
import { followsFrom, type Unreadable } from "./unreadable.ts";

/**
 * Adds the lab of a document to an app, by the constructs that lab files in TypeScript use.
 * Throws a LabError with all that is wrong, each at its line and column.
 */
export function addLab(app: App, document: YamlDocument): Lab {
  const shape = new Shape(document);
  const reading = new Reading(app, shape, shape.options(document.value, [], "A lab", labKeys));
  const problems = [...shape.problems, ...reading.problems()].sort(byPlace);
  if (problems.length > 0) throw new LabError(problems);
  return reading.lab;
}

/** From the document's beginning to its end. */
function byPlace(a: Problem, b: Problem): number {
  const [lineA = 0, columnA = 0] = placeIn(a);
  const [lineB = 0, columnB = 0] = placeIn(b);
  return lineA - lineB || columnA - columnB;
}

const placeIn = ({ path }: Problem): number[] => path.split(":").slice(-2).map(Number);

/** One document on its way to a lab. */
class Reading {
  readonly lab: Lab;
  readonly #shape: Shape;
  readonly #places = new Map<string, Path>();
  readonly #segments = new Map<unknown, Segment>();
  readonly #unreadable: readonly Unreadable[];

  constructor(app: App, shape: Shape, given: Readonly<Record<string, unknown>>) {
    this.#shape = shape;
    this.lab = this.#begin(app, given);
    this.#places.set(this.lab.node.path, []);
    for (const [name, options] of shape.named(given.segments, ["segments"], "segments by their names")) {
      const known = shape.options(options, ["segments", name], "A segment", segmentKeys);
      const segment = this.lab.segment(name, known);
      this.#segments.set(name, segment);
      this.#places.set(segment.node.path, ["segments", name]);
    }
    const hosts = shape
      .named(given.hosts, ["hosts"], "hosts by their names")
      .map(([name, options]) => this.#host(name, options, ["hosts", name]));
    for (const [name, options] of shape.named(given.routers, ["routers"], "routers by their names")) {
      const { on, ...others } = shape.options(options, ["routers", name], "A router", routerKeys);
      const router = this.lab.router(name, { on: this.#attachments(on, ["routers", name, "on"]), ...others });
      this.#places.set(router.node.path, ["routers", name]);
    }
    const cni = installCni(this.lab, shape, given.cni, ["cni"]);
    if (cni !== undefined) this.#places.set(cni, ["cni"]);
    const probes = addProbes(this.lab, hosts, shape, given.probes, ["probes"], this.#places);
    this.#unreadable = [
      ...(["segments", "hosts", "routers"] as const).filter((part) => !isMap(given[part] ?? {})),
      ...(cni === undefined && given.cni !== undefined ? (["cni"] as const) : []),
      ...(probes < shape.list(given.probes).length ? (["probes"] as const) : []),
    ];
  }

  /** What the model finds wrong with the lab. */
  problems() {
    const found = this.lab.problems().filter((problem) => !followsFrom(this.#unreadable, problem));
    return located(found, this.#shape.document, this.#places);
  }

  /** A lab that cannot have its name has another, so that all else that is wrong with it is told as well. */
  #begin(app: App, given: Readonly<Record<string, unknown>>): Lab {
    const { source } = this.#shape.document;
    const { name = basename(source.file).replace(/\.ya?ml$/, ""), hostKind, claims, ...others } = given;
    const options = Object.fromEntries(Object.entries(others).filter(([key]) => labOptions.includes(key)));
    const kind = this.#kind(hostKind, ["hostKind"]);
    const props = {
      ...options,
      ...(kind ? { hostKind: kind } : {}),
      claims: this.#claims(claims, ["claims"]),
    } as unknown as LabProps;
    try {
      return new Lab(app, name as string, props);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      for (const { message } of error.problems) this.#shape.refuse(["name"], message);
      return new Lab(app, `unnamed-${app.node.children.length}`, props);
    }
  }

  /** Those that a lab can list; each other one is refused at its own place. */
  #claims(value: unknown, path: Path): unknown[] {
    const listed = this.#shape.list(value);
    const faults = claimFaults("", listed);
    for (const [index, fault] of faults.entries())
      if (fault) this.#shape.refuse(Array.isArray(value) ? [...path, index] : path, fault.message);
    return listed.filter((_, index) => faults[index] === null);
  }

  #host(name: string, options: unknown, path: Path): Host {
    const { on, kind, workloads, ...others } = this.#shape.options(options, path, "A host", hostKeys);
    const made = this.#kind(kind, [...path, "kind"]);
    const host = this.lab.host(name, {
      on: this.#attachments(on, [...path, "on"]),
      ...others,
      ...(made ? { kind: made } : {}),
    });
    this.#places.set(host.node.path, path);
    for (const [index, name] of this.#shape.list(workloads).entries()) {
      const at = [...path, "workloads", ...(Array.isArray(workloads) ? [index] : [])];
      this.#places.set(host.workload(name as string).node.path, at);
    }
    return host;
  }

  /** One that the lab does not have keeps its name, for the complaint about it. */
  #attachments(on: unknown, path: Path): Attachment[] {
    return this.#shape.list(on).map((place, index) => {
      const at = Array.isArray(on) ? [...path, index] : path;
      const { segment: name, ...address } = isMap(place)
        ? this.#shape.options(place, at, "A place on a segment", ["segment", "address"])
        : { segment: place };
      return { segment: (this.#segments.get(name) ?? { name }) as Segment, ...address };
    });
  }

  #kind(value: unknown, path: Path): HostMaker | undefined {
    return value === undefined ? undefined : this.#shape.made(value, path, "kind of host", hostMakers);
  }
}
