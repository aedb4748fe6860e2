import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { MachineSpec } from "../model/lab-spec.ts";
import { joiningProfile } from "../model/seccomp/profile.ts";
import { type CapturePlan, captureLimit, type RunningCapture, tcpdumpCommand } from "./capture.ts";
import { EngineError } from "./engine.ts";
import { writeWhole } from "./files.ts";
import type { ProbeContext } from "./probes/context.ts";
import { stateDir } from "./project.ts";

/** Where the capture is written inside the sidecar. */
const captureFile = "/tmp/capture.pcap";

/** NET_RAW captures; tcpdump sets its own user, even to the one it has. */
const besideContainer = ({ container }: MachineSpec): string[] => [
  ...["--network", `container:${container}`],
  ...["NET_RAW", "SETUID", "SETGID"].flatMap((capability) => ["--cap-add", capability]),
];

/**
 * A machine's user namespace belongs to the user whose ID its root has, who so may enter it without any right outside. By Docker's profiles
 * nobody may.
 */
async function besideNamespace({ container }: MachineSpec, firstId: number): Promise<string[]> {
  const profile = join(stateDir, "joining.json");
  await writeWhole(profile, (file) => writeFile(file, joiningProfile()));
  return [
    ...["--network", "none", "--pid", `container:${container}`, "--user", `${firstId}:${firstId}`],
    ...["--security-opt", `seccomp=${profile}`, "--security-opt", "apparmor=unconfined"],
  ];
}

/** Runs a command in the machine's network namespace: that of the process which is number 1 one namespace of processes further in. */
const entering = (command: readonly string[]): string[] => [...["sh", "-c", entry, "sh", ...command]];
const entry = `inner=$(sed -n 's/^NSpid:\\t\\([0-9]*\\)\\t1$/\\1/p' /proc/[0-9]*/status)
exec nsenter --target "$inner" --user --net "$@" >${captureFile}`;

/**
 * A short-lived container that captures in a host's network namespace, so that a capture shows what is on
 * the wire whatever the host is made of.
 */
export class Sidecar implements RunningCapture {
  readonly command: readonly string[];
  readonly #name: string;
  readonly #context: ProbeContext;

  private constructor(name: string, command: string[], context: ProbeContext) {
    this.#name = name;
    this.command = command;
    this.#context = context;
  }

  /** Starts tcpdump beside a machine and returns once it listens. */
  static async start(
    context: ProbeContext,
    name: string,
    machine: MachineSpec,
    plan: CapturePlan,
  ): Promise<Sidecar> {
    const { engine, lab, probeImage } = context;
    const own = engine.nameOf(name);
    const tcpdump = (file: string) => ["timeout", String(captureLimit), ...tcpdumpCommand(plan, file)];
    const args = [
      ...["run", "--detach", "--name", own, "--label", `underlay.lab=${lab.name}`, "--cap-drop", "ALL"],
      ...(machine.firstId === null
        ? [...besideContainer(machine), probeImage, ...tcpdump(captureFile)]
        : [...(await besideNamespace(machine, machine.firstId)), probeImage, ...entering(tcpdump("-"))]),
    ];
    const sidecar = new Sidecar(own, ["docker", ...args], context);
    await sidecar.remove();
    try {
      // What the engine could not start it may have made.
      await engine.run(args);
      await sidecar.#until(/listening on/);
    } catch (error) {
      await sidecar.remove();
      throw error;
    }
    return sidecar;
  }

  async stop(): Promise<string> {
    // A capture that has its packets has ended already; then there is nothing to interrupt.
    await this.#context.engine.start(["kill", "--signal", "INT", this.#name]);
    await this.#context.engine.run(["wait", this.#name], { limit: 20 });
    return this.#log();
  }

  async copyOut(file: string): Promise<void> {
    await this.#context.engine.run(["cp", `${this.#name}:${captureFile}`, file]);
  }

  async remove(): Promise<void> {
    await this.#context.engine.start(["rm", "--force", "--volumes", this.#name]);
  }

  async #log(): Promise<string> {
    const { stdout, stderr } = await this.#context.engine.start(["logs", this.#name]);
    return stdout + stderr;
  }

  async #until(pattern: RegExp, seconds = 10): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!pattern.test(await this.#log())) {
      const running = await this.#context.engine.run([
        "inspect",
        "--format",
        "{{.State.Running}}",
        this.#name,
      ]);
      if (running.trim() !== "true" || Date.now() > deadline)
        throw new EngineError(
          `tcpdump did not begin to listen: ${(await this.#log()).trim() || "it said nothing"}`,
        );
      await delay(100);
    }
  }
}
