import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { LabError, type Problem } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import { parseJson } from "../../model/json.ts";
import { type LabSpec, type MachineSpec, machinesOf } from "../../model/lab-spec.ts";
import type { GivenFiles } from "../../model/machine-files.ts";
import type { Files } from "../../model/mode.ts";
import { Engine } from "../engine/engine.ts";
import { forgetRemovedHosts } from "../labs/forget-hosts.ts";
import { limitMachines } from "../labs/limits.ts";
import { openWalls, wallsOfLab } from "../labs/walls.ts";

/** Told of every machine what it waits for, whenever that changes; null once it is ready. */
export type Watch = (machine: string, waitsFor: string | null) => void;

export interface ConfigureOptions {
  readonly watch?: Watch;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Hands every machine of a lab its files and waits until it has taken them and passes every gate, at most as long as it may
 * take (`readyWithin`). A machine that has them already only tells whether it is ready; so this can be done at any time.
 */
export class Configuration {
  readonly #lab: LabSpec;
  readonly #files: GivenFiles;
  readonly #installation: Installation;
  readonly #options: ConfigureOptions;
  readonly #begun = new Map<string, Promise<Problem[]>>();
  #configured = false;

  constructor(lab: LabSpec, files: GivenFiles, installation: Installation, options: ConfigureOptions) {
    this.#lab = lab;
    this.#files = files;
    this.#installation = installation;
    this.#options = options;
  }

  /** Begins with a machine whose container runs, unless that was done already or it is none of the lab's. */
  begin(name: string): void {
    const machine = machinesOf(this.#lab).find((candidate) => candidate.name === name);
    if (!machine || this.#begun.has(name)) return;
    const engine = new Engine(this.#installation);
    const configuring = configure(engine, machine, this.#files[name] ?? {}, this.#options);
    this.#begun.set(
      name,
      configuring.then((message) =>
        message === null ? [] : [{ path: `${this.#lab.name}/${name}`, message }],
      ),
    );
  }

  /** The datastore may begin in the course of the deploy, and machines wait for those that are gone: tried until all is configured. */
  async #forgetRemovedHosts(): Promise<string[]> {
    while (true) {
      const isLast = this.#configured;
      try {
        return await forgetRemovedHosts(this.#lab, this.#installation);
      } catch (error) {
        if (isLast || this.#options.signal.aborted) throw error;
        await delay(500);
      }
    }
  }

  /**
   * Begins with all others, and returns once all machines are ready and the segments' walls stand. Limits the machines' processes
   * and processor time, and takes out of the datastore those that are no more, which the others would wait for. Throws a LabError that names every machine that is not ready, the gate, and the end of the log that
   * tells why.
   */
  async all({ mayHaveLostHosts }: { mayHaveLostHosts: boolean }): Promise<void> {
    for (const { name } of machinesOf(this.#lab)) this.begin(name);
    const others = Promise.all([
      wallsOfLab(this.#lab, this.#installation, this.#options.signal),
      mayHaveLostHosts ? this.#forgetRemovedHosts() : [],
      limitMachines(this.#lab, this.#installation),
    ]);
    // A failure of these is thrown below, unless machines are not ready: their reasons say more.
    others.catch(() => undefined);
    const problems = (await Promise.all(this.#begun.values())).flat();
    this.#configured = true;
    if (problems.length > 0) throw new LabError(problems);
    const [walls, keys] = await others;
    if (walls !== "closed") this.#options.say(openWalls(walls));
    if (keys.length > 0)
      this.#options.say(`removed from the datastore, of hosts that the lab has no more: ${keys.join(", ")}`);
  }
}

/** Null once the machine is ready; else why it is not. A container that is restarting is tried again. */
async function configure(
  engine: Engine,
  machine: MachineSpec,
  files: Files,
  { watch = () => undefined, say, signal }: ConfigureOptions,
): Promise<string | null> {
  const input = JSON.stringify({ files });
  const deadline = performance.now() + machine.readyWithin * 1000;
  let last = "";
  while (true) {
    const left = Math.max(1, Math.ceil((deadline - performance.now()) / 1000));
    const command = Engine.program(machine.container, ["underlay-configure", String(left)], "pipe");
    const running = engine.start(command, { input, limit: left + 20, signal });
    let notReady: string | undefined;
    let isReady = false;
    createInterface({ input: running.stdout }).on("line", (line) => {
      const says = told.parse(parseJson(line));
      if (says.did) say(`${machine.name}: ${says.did}`);
      if (says.waitsFor) watch(machine.name, says.waitsFor);
      notReady ??= says.notReady;
      isReady ||= says.ready === true;
    });
    const { stderr } = await running;
    // By its word: of a container that ends meanwhile the engine may tell status 0.
    if (isReady) {
      watch(machine.name, null);
      return null;
    }
    const after = signal.aborted ? "when it was interrupted" : `after ${machine.readyWithin} s`;
    if (notReady !== undefined) return `The machine is not ready ${after}: ${notReady}`;
    const said = stderr.trim().split("\n").at(-1) || "it does not answer";
    if (said !== last) watch(machine.name, said);
    last = said;
    if (signal.aborted || performance.now() > deadline)
      return `The machine is not ready ${after}: ${said}${await endOfLog(engine, machine)}`;
    await delay(300);
  }
}

const words = z.string().optional().catch(undefined);
/** A line of `underlay-configure`, as far as it is one: whoever has the host can print anything. */
const told = z
  .object({
    did: words,
    waitsFor: words,
    notReady: words,
    ready: z.literal(true).optional().catch(undefined),
  })
  .catch({});

async function endOfLog(engine: Engine, { container }: MachineSpec): Promise<string> {
  const { stdout, stderr } = await engine.start(["logs", "--tail", "12", container], { limit: 10 });
  const text = `${stdout}${stderr}`.trim();
  return text === "" ? "" : `\nThe end of its log:\n${text}`;
}
