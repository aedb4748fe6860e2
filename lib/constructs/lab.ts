import { type App, TerraformStack } from "cdktf";
import type { LabDeclaration, ModeDeclaration } from "../model/declaration.ts";
import { badName, LabError, type Problem } from "../model/errors.ts";
import type { LabSpec, ProbeSpec, Routing } from "../model/lab-spec.ts";
import type { CniMode, Files, Networked } from "../model/mode.ts";
import { modeLab } from "../model/mode-lab.ts";
import { isName } from "../model/names.ts";
import { problems } from "../model/problems/problems.ts";
import { instanceName, resolveLab } from "../model/resolve.ts";
import { type LabContext, labContext } from "./context.ts";
import { dind } from "./dind-host.ts";
import { Host, type HostMaker, type HostOptions } from "./host.ts";
import { hostMakers } from "./host-makers.ts";
import { addLabResources } from "./lab-resources.ts";
import { ProbeJob } from "./probe-job.ts";
import { Router, type RouterOptions } from "./router.ts";
import { Segment, type SegmentOptions } from "./segment.ts";

export interface LabProps {
  /** One line: what the lab shows. */
  readonly about: string;
  /** The lab's place in the address plan, 0 to 63; two labs that are up together need different slots. */
  readonly slot: number;
  /**
   * The seat of a workshop, 0 to 63. Names, addresses and results of instances never collide.
   * @default 0
   */
  readonly instance?: number;
  /**
   * Seconds within which every machine must pass its gates, or the deploy fails.
   * @default 120, and 300 for VM hosts
   */
  readonly readyWithin?: number;
  /**
   * What hosts are made of that do not say so themselves. `--host-kind` overrides it.
   * @default dind(): containers with an engine of their own
   */
  readonly hostKind?: HostMaker;
  /**
   * How routers learn their routes: `computed` from the plan (fewest routers, all equal next hops), or spoken to
   * each other by `ospf` (BIRD, RFC 2328), which also finds new ways when a router is lost. Hosts have computed
   * routes by way of the routers on their own segment in either case.
   * @default "computed"
   */
  readonly routing?: Routing;
  /**
   * Why the lab is meant not to join all its workloads, for labs that show what does not work. Such a lab is
   * ready without the gate `overlay`, and needs a probe that expects silence: it fails when the lab works after all.
   * @default - the lab must work
   */
  readonly expectBroken?: string;
}

/** N of T: what `hosts(3)` returns can be taken apart without doubt that all three are there. */
type Tuple<T, N extends number, Found extends T[] = []> = number extends N
  ? T[]
  : Found["length"] extends N
    ? Found
    : Tuple<T, N, [...Found, T]>;

/**
 * A lab: hosts on segments, routers between them, a CNI mode that joins their workloads, and probes that measure. One lab is one
 * Terraform stack. Declare first, in any order; addresses are filled in and resources made at synthesis.
 */
export class Lab extends TerraformStack implements Networked {
  readonly #name: string;
  readonly #props: LabProps;
  readonly #context: LabContext;
  readonly #modes: ModeDeclaration[] = [];
  #built = false;

  constructor(app: App, name: string, props: LabProps) {
    if (!isName(name)) throw new LabError([badName("labs", "lab", name)]);
    const context = labContext(app);
    const instance = props.instance ?? context.instance ?? 0;
    super(app, instanceName(name, instance));
    this.#name = name;
    this.#props = { ...props, instance };
    this.#context = context;
  }

  /** Adds an L2 network. */
  segment(name: string, options?: SegmentOptions): Segment {
    return new Segment(this, name, options);
  }

  /** Adds a host. */
  host(name: string, { kind = this.#hostKind(), number = this.#next(Host), on }: HostOptions): Host {
    return kind(this, name, { on, number });
  }

  /** Adds `count` hosts called host1, host2, … after their numbers. */
  hosts<const N extends number>(count: N, options: Omit<HostOptions, "number">): Tuple<Host, N> {
    const hosts = Array.from({ length: count }, () => {
      const number = this.#next(Host);
      return this.host(`host${number}`, { ...options, number });
    });
    return hosts as Tuple<Host, N>;
  }

  /** Adds a router, which joins segments. */
  router(name: string, { number, on }: RouterOptions): Router {
    return new Router(this, name, { on, number: number ?? this.#next(Router) });
  }

  /** Adds a probe; probes run in the order in which they were added. */
  probe(spec: ProbeSpec): ProbeJob {
    return new ProbeJob(this, spec);
  }

  install(mode: CniMode, path: string): void {
    this.#modes.push({ mode, path });
  }

  /** What was asked for so far. */
  declare(): LabDeclaration {
    const { about, slot, instance = 0, routing = "computed", expectBroken, readyWithin } = this.#props;
    return {
      path: this.node.path,
      lab: this.#name,
      about,
      slot,
      instance,
      segments: this.#children(Segment).map((segment) => segment.declare()),
      hosts: this.#hosts().map((host) => host.declare()),
      routers: this.#children(Router).map((router) => router.declare()),
      routing,
      expectBroken,
      readyWithin,
      modes: this.#modes,
      probes: this.#children(ProbeJob).map((probe) => probe.declare()),
    };
  }

  /** Files of the lab's mode that go beside the Terraform configuration. */
  modeFiles(): Files {
    return this.#modes[0]?.mode.labFiles(modeLab(this.resolve())) ?? {};
  }

  /** All that keeps the lab from being deployed, whatever other labs there are. */
  problems(): Problem[] {
    return problems(this.declare());
  }

  /** The lab with every name, address and MTU filled in. The lab must be without problems. */
  resolve(): LabSpec {
    return resolveLab(this.declare());
  }

  override prepareStack(): void {
    const found = this.problems();
    for (const construct of this.node.findAll())
      construct.node.addValidation({
        validate: () =>
          found.filter(({ path }) => path === construct.node.path).map(({ message }) => message),
      });
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
    return this.#children(Host).sort((a, b) => a.number - b.number);
  }

  #hostKind(): HostMaker {
    const { hostKind } = this.#context;
    return hostKind === undefined ? (this.#props.hostKind ?? dind()) : hostMakers[hostKind]();
  }

  /** The lowest number that is free. */
  #next(kind: abstract new (...args: never[]) => { readonly number: number }): number {
    const taken = this.#children(kind).map(({ number }) => number);
    return Array.from({ length: taken.length + 1 }, (_, index) => index + 1).find(
      (number) => !taken.includes(number),
    ) as number;
  }

  #children<T>(kind: abstract new (...args: never[]) => T): T[] {
    return this.node.children.filter((child): child is T & typeof child => child instanceof kind);
  }
}
