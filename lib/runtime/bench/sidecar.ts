import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MachineSpec } from "../../model/lab-spec.ts";
import { joiningProfile } from "../../model/seccomp/profile.ts";
import type { Capture, CapturePlan, CommandLine } from "../../probes/bench.ts";
import { Engine } from "../engine/engine.ts";
import { writeWhole } from "../files.ts";
import { stateDir } from "../project.ts";
import { waitFor } from "../wait-for.ts";
import { type BenchContext, keepFile } from "./context.ts";
import { listensWithin, notListening, tcpdumpCommand } from "./tcpdump-command.ts";

/** Where the capture is written inside the sidecar. */
const captureFile = "/tmp/capture.pcap";

/** NET_RAW captures; tcpdump sets its own user, even to the one it has. */
const besideContainer = ({ container }: MachineSpec): string[] =>
  Engine.confined({ network: `container:${container}`, add: ["NET_RAW", "SETUID", "SETGID"] });

/**
 * A machine's user namespace belongs to the user whose ID its root has, so that this user may enter it without any capability
 * outside. Docker's own profile of system calls forbids it (setns(2)), hence a profile of its own.
 */
async function besideNamespace({ container }: MachineSpec, firstId: number): Promise<string[]> {
  const profile = join(stateDir, "joining.json");
  await writeWhole(profile, (file) => writeFile(file, joiningProfile()));
  const flags = [
    ...["--pid", `container:${container}`, "--user", `${firstId}:${firstId}`],
    ...["--security-opt", `seccomp=${profile}`, "--security-opt", "apparmor=unconfined"],
  ];
  return Engine.confined({ flags });
}

/** Runs a command in the machine's network namespace: that of the process which is number 1 one namespace of processes further in. */
const entering = (command: readonly string[]): string[] => ["sh", "-c", entry, "sh", ...command];
const entry = `inner=$(sed -n 's/^NSpid:\\t\\([0-9]*\\)\\t1$/\\1/p' /proc/[0-9]*/status)
exec nsenter --target "$inner" --user --net "$@" >${captureFile}`;

/**
 * A short-lived container that captures in a host's network namespace, so that a capture shows what is on
 * the wire whatever the host is made of.
 */
export class Sidecar implements Capture {
  readonly line: CommandLine;
  readonly #name: string;
  readonly #context: BenchContext;

  private constructor(name: string, line: CommandLine, context: BenchContext) {
    this.#name = name;
    this.line = line;
    this.#context = context;
  }

  /** Starts tcpdump beside a machine and returns once it listens. */
  static async start(
    context: BenchContext,
    name: string,
    machine: MachineSpec,
    plan: CapturePlan,
  ): Promise<Sidecar> {
    const { engine, lab, probeImage } = context;
    const own = engine.nameOf(name);
    const args = [
      ...["run", "--detach", "--name", own, "--label", `underlay.lab=${lab.name}`],
      ...(machine.firstId === null
        ? [...besideContainer(machine), probeImage, ...tcpdumpCommand(plan, captureFile)]
        : [
            ...(await besideNamespace(machine, machine.firstId)),
            ...[probeImage, ...entering(tcpdumpCommand(plan, "-"))],
          ]),
    ];
    const sidecar = new Sidecar(own, ["docker", ...args], context);
    await sidecar.remove();
    try {
      // The engine may have made the container although it could not start it.
      await engine.run(args);
      await sidecar.#untilListening();
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

  keep(file: string): Promise<string> {
    return keepFile(this.#context, file, (path) =>
      this.#context.engine.run(["cp", `${this.#name}:${captureFile}`, path]),
    );
  }

  async remove(): Promise<void> {
    await this.#context.engine.start(["rm", "--force", "--volumes", this.#name]);
  }

  async #log(): Promise<string> {
    const { stdout, stderr } = await this.#context.engine.start(["logs", this.#name]);
    return stdout + stderr;
  }

  async #untilListening(): Promise<void> {
    const { engine } = this.#context;
    const listens = await waitFor(listensWithin, async () => {
      if (/listening on/.test(await this.#log())) return true;
      const running = await engine.run(["inspect", "--format", "{{.State.Running}}", this.#name]);
      return running.trim() === "true" ? undefined : false;
    });
    if (!listens) throw notListening("tcpdump", await this.#log());
  }
}
