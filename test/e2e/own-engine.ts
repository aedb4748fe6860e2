import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { $ } from "zx/core";
import type { Installation } from "../../lib/model/installation.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { fillRootTree } from "../../lib/runtime/setup/root-tree.ts";
import { lines, installation as shared, until } from "./support.ts";

const run = $({ quiet: true });

/** An engine for a test alone, which may kill it. Its network namespace keeps it from the other's networks and rules. */
export class OwnEngine {
  /** All of it: data, sockets, log. */
  readonly folder = mkdtempSync(join(tmpdir(), "underlay-engine-"));
  readonly #namespace = `underlay-e2e-${process.pid}`;
  readonly installation: Installation = {
    ...shared,
    engineHost: `unix://${join(this.folder, "docker.sock")}`,
  };
  readonly engine = new Engine(this.installation);
  #daemon: ChildProcess | undefined;

  /** Starts it with the images that hosts are made of. */
  async begin(): Promise<void> {
    await run`ip netns add ${this.#namespace}`;
    await run`ip -n ${this.#namespace} link set lo up`;
    await this.start();
    const images = [shared.images.host, shared.images.probe];
    await run`docker --host ${shared.engineHost} save ${images}`.pipe(
      run`docker --host ${this.installation.engineHost} load`,
    );
    await fillRootTree(this.installation, shared.images.host);
  }

  async start(): Promise<void> {
    const log = openSync(join(this.folder, "log"), "a");
    const places = ["data-root", "exec-root", "pidfile"].flatMap((name) => [
      `--${name}`,
      join(this.folder, name),
    ]);
    const dockerd = ["dockerd", ...places, "--host", this.installation.engineHost, "--bridge", "none"];
    // nsenter becomes dockerd: its process is the one to kill.
    this.#daemon = spawn("nsenter", [`--net=/run/netns/${this.#namespace}`, ...dockerd], {
      detached: true,
      stdio: ["ignore", log, log],
    });
    await until("the engine answers", 180, async () => (await this.engine.start(["version"])).exitCode === 0);
  }

  /** As a crash of the engine does it. */
  async kill(): Promise<void> {
    const containerd = readFileSync(join(this.folder, "exec-root/containerd/containerd.pid"), "utf8");
    await this.#stop("SIGKILL");
    // It goes with its engine, and a new engine takes it for alive until its parent has noticed.
    await until("containerd is gone", 20, async () => !existsSync(`/proc/${containerd}`));
  }

  async #stop(signal: NodeJS.Signals): Promise<void> {
    const daemon = this.#daemon;
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill(signal);
    await ended;
  }

  /** What a killed engine leaves running: its containerd, whose command names the folder, and all below that. */
  processes(): number[] {
    const read = (path: string) => {
      try {
        return readFileSync(path, "utf8");
      } catch {
        return "";
      }
    };
    const below = (pid: number): number[] => {
      const children = read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
      return [pid, ...children.flatMap(below)];
    };
    const named = readdirSync("/proc")
      .map(Number)
      .filter(
        (pid) => pid > 0 && pid !== process.pid && read(`/proc/${pid}/cmdline`).includes(`${this.folder}/`),
      );
    return [...new Set(named.flatMap(below))];
  }

  /** Ends it, and removes all that it has. */
  async remove(): Promise<void> {
    await this.#stop("SIGTERM");
    for (const pid of this.processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    await delay(200);
    const mounts = lines(readFileSync("/proc/self/mountinfo", "utf8")).map(
      (line) => line.split(" ")[4] ?? "",
    );
    for (const mount of mounts.filter((path) => path.startsWith(`${this.folder}/`)).reverse())
      await run`umount --lazy ${mount}`.nothrow();
    await run`ip netns delete ${this.#namespace}`.nothrow();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
