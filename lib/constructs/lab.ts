import { type App, TerraformStack } from "cdktf";
import type { LabDeclaration, MachineDeclaration, ModeDeclaration } from "../model/declaration.ts";
import { LabError, type Problem } from "../model/errors.ts";
import * as labErrors from "../model/lab-errors.ts";
import type { LabSpec, ProbeSpec } from "../model/lab-spec.ts";
import { type GivenFiles, givenFiles, machineFiles } from "../model/machine-files.ts";
import type { CniMode, Files, Networked } from "../model/mode.ts";
import { isName, reservedLabNames } from "../model/names.ts";
import { optionMisuses, optionsIn } from "../model/options.ts";
import { mostHosts } from "../model/problems/machines.ts";
import { problems } from "../model/problems/problems.ts";
import { within } from "../model/problems/within.ts";
import { instanceName, resolveLab } from "../model/resolve.ts";
import { type LabContext, labContext } from "./context.ts";
import { dind } from "./dind-host.ts";
import { Host, type HostMaker, type HostOptions, hostOptions } from "./host.ts";
import { hostMakers } from "./host-makers.ts";
import { type LabProps, labOptions } from "./lab-props.ts";
import { addLabResources } from "./lab-resources.ts";
import { Numbers } from "./numbers.ts";
import { Part } from "./part.ts";
import { ProbeJob } from "./probe-job.ts";
import { Router, type RouterOptions, routerOptions } from "./router.ts";
import { Segment, type SegmentOptions } from "./segment.ts";

/** N of T: what `hosts(3)` returns can be taken apart without doubt that all three are there. */
type Tuple<T, N extends number, Found extends T[] = []> = number extends N
  ? T[]
  : Found["length"] extends N
    ? Found
    : Tuple<T, N, [...Found, T]>;

/**
 * A lab: hosts on segments, routers between them, a CNI mode that joins their workloads, and probes that measure. One lab is one
 * Terraform stack. Declare first, in any order; addresses are filled in and resources made at synthesis.
 *
 * @example
 * ```ts
 * const lab = new Lab(app, "lab-mine", { slot: 3, about: "What it shows" });
 * const [host1, host2] = lab.hosts(2, { on: lab.segment("underlay") });
 * new Flannel(lab, "flannel", { backend: vxlan() });
 * lab.probe(ping({ from: host1.workload("client"), to: host2.workload("server") }));
 * ```
 */
export class Lab extends TerraformStack implements Networked {
  readonly #name: string;
  readonly #props: LabProps;
  readonly #context: LabContext;
  readonly #modes: ModeDeclaration[] = [];
  readonly #misuses: Problem[] = [];
  readonly #hostNumbers = new Numbers();
  readonly #routerNumbers = new Numbers();
  #built = false;

  constructor(app: App, name: string, props: LabProps) {
    const context = labContext(app);
    const given = optionsIn(props);
    const instance = given.instance === undefined ? (context.instance ?? 0) : given.instance;
    super(app, nameIn(app, name, instance));
    this.#name = name;
    this.#props = { ...given, instance };
    this.#context = context;
    const path = this.node.path;
    this.#misuses.push(
      ...optionMisuses("a lab", labOptions, props ?? null).map((message) => ({ path, message })),
    );
  }

  /** Adds an L2 network. */
  segment(name: string, options?: SegmentOptions): Segment {
    return new Segment(this, name, options);
  }

  /** Adds a host. */
  host(name: string, options: HostOptions): Host {
    const { kind, number = this.#hostNumbers.next, on } = optionsIn(options);
    const asked = kind === undefined ? this.#hostKind() : kind;
    const made = typeof asked === "function" ? asked(this, name, { on, number }) : undefined;
    const host = made instanceof Host ? made : dind()(this, name, { on, number });
    this.#hostNumbers.take(host.number);
    if (host !== made)
      this.#misuses.push(
        kind === undefined
          ? labErrors.notAHostMaker(this.node.path, "hostKind", asked)
          : labErrors.notAHostMaker(host.node.path, "kind", asked),
      );
    host.misused(...optionMisuses("a host", hostOptions, options));
    return host;
  }

  /** Adds `count` hosts called host1, host2, … after their numbers. */
  hosts<const N extends number>(count: N, options: Omit<HostOptions, "number">): Tuple<Host, N> {
    // Thrown, and not collected: for such a number there is no array of hosts to return to the lab's file.
    if (!within(count, 0, mostHosts))
      throw new LabError([
        labErrors.numberOutOfRange(this.node.path, "the number of hosts", count, 1, mostHosts),
      ]);
    const hosts = Array.from({ length: count }, () => {
      const number = this.#hostNumbers.next;
      return this.host(`host${number}`, { ...options, number });
    });
    return hosts as Tuple<Host, N>;
  }

  /** Adds a router, which joins segments. */
  router(name: string, options: RouterOptions): Router {
    const { number = this.#routerNumbers.next, on, userNamespace = true } = optionsIn(options);
    const router = new Router(this, name, { on, number, userNamespace });
    this.#routerNumbers.take(router.number);
    router.misused(...optionMisuses("a router", routerOptions, options));
    return router;
  }

  /** Adds a probe; probes run in the order in which they were added. */
  probe(spec: ProbeSpec): ProbeJob {
    return new ProbeJob(this, spec);
  }

  /** @internal */
  install(mode: CniMode, path: string): void {
    this.#modes.push({ mode, path });
  }

  /** What was asked for so far. @internal */
  declare(): LabDeclaration {
    const {
      about,
      slot,
      instance = 0,
      routing = "computed",
      expectBroken,
      claims = [],
      readyWithin,
    } = this.#props;
    return {
      path: this.node.path,
      lab: this.#name,
      about,
      slot,
      instance,
      making: {
        hostKind: this.#context.hostKind ?? null,
        userNamespace: this.#context.userNamespace !== false,
      },
      segments: this.#children(Segment).map((segment) => segment.declare()),
      hosts: this.#hosts().map((host) => this.#permitted(host.declare())),
      routers: this.#children(Router).map((router) => this.#permitted(router.declare())),
      routing,
      expectBroken,
      claims,
      readyWithin,
      modes: this.#modes,
      probes: this.#children(ProbeJob).map((probe) => probe.declare()),
      misuses: this.#allMisuses(),
    };
  }

  /** What each machine is given while it runs. The lab must be without problems. @internal */
  givenFiles(): GivenFiles {
    const [declared] = this.#modes;
    return declared ? givenFiles(machineFiles(this.resolve(), declared.mode)) : {};
  }

  /** Files of the lab's mode that go beside the Terraform configuration. @internal */
  modeFiles(): Files {
    return this.#modes[0]?.mode.labFiles(this.resolve()) ?? {};
  }

  /** All that keeps the lab from being deployed, whatever other labs there are. @internal */
  problems(): Problem[] {
    return problems(this.declare());
  }

  /** The lab with every name, address and MTU filled in. The lab must be without problems. @internal */
  resolve(): LabSpec {
    return resolveLab(this.declare());
  }

  /** @internal */
  override prepareStack(): void {
    const found = this.problems();
    const constructs = this.node.findAll();
    for (const construct of constructs)
      construct.node.addValidation({
        validate: () =>
          found.filter(({ path }) => path === construct.node.path).map(({ message }) => message),
      });
    // Those with a place in a file.
    const elsewhere = found.filter(({ path }) => constructs.every(({ node }) => node.path !== path));
    this.node.addValidation({ validate: () => elsewhere.map(({ path, message }) => `${path}: ${message}`) });
    if (found.length === 0 && !this.#built) this.#build();
    this.#built = true;
    super.prepareStack();
  }

  #build(): void {
    const [declared] = this.#modes;
    if (!declared) return;
    addLabResources(this, {
      lab: this.resolve(),
      mode: declared.mode,
      hosts: this.#hosts(),
      routers: this.#children(Router),
      context: this.#context,
    });
  }

  /** In the order of their numbers, so that one that is added later changes no other's place. */
  #hosts(): Host[] {
    return this.#children(Host).sort((a, b) => rank(a.number) - rank(b.number));
  }

  /** Each once: what is wrong with the lab's `hostKind` shows at every host. */
  #allMisuses(): Problem[] {
    const parts = this.node.findAll().filter((child): child is Part => child instanceof Part);
    const all = [...this.#misuses, ...parts.flatMap(({ misuses }) => misuses)];
    return [...new Map(all.map((problem) => [JSON.stringify(problem), problem])).values()];
  }

  /** A user namespace only where all may have one. */
  #permitted<T extends MachineDeclaration>(machine: T): T {
    return { ...machine, userNamespace: machine.userNamespace && this.#context.userNamespace !== false };
  }

  #hostKind(): HostMaker {
    const { hostKind } = this.#context;
    const { hostKind: own = dind() } = this.#props;
    return hostKind === undefined ? own : hostMakers[hostKind].make({});
  }

  #children<T>(kind: abstract new (...args: never[]) => T): T[] {
    return this.node.children.filter((child): child is T & typeof child => child instanceof kind);
  }
}

/** A host whose number is no number keeps its place. */
const rank = (number: unknown): number => (typeof number === "number" ? number : 0);

/** The stack's name. Throws for what is no name, because problems are told with the lab's name as their path. */
function nameIn(app: App, name: string, instance: unknown): string {
  if (!isName(name)) throw new LabError([labErrors.badName("labs", "lab", name)]);
  const use = reservedLabNames.get(name);
  if (use !== undefined) throw new LabError([labErrors.labNameReserved(name, use)]);
  const own = instanceName(name, typeof instance === "number" ? instance : 0);
  if (app.node.tryFindChild(own)) throw new LabError([labErrors.labNameTaken(own)]);
  return own;
}
