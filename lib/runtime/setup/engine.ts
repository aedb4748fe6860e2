import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx/core";
import { patience as atWork } from "../engine/answer.ts";
import { stateDir } from "../project.ts";
import { engineEnvironment } from "../tool-environment.ts";
import { waitFor } from "../wait-for.ts";
import { command } from "./command.ts";
import { type Part, type PartResult, type SetupContext, SetupError } from "./part.ts";
import { aptInstall, has, isRoot } from "./system.ts";

const folder = join(stateDir, "engine");
/** Seconds within which a dockerd answers, or ends. */
const patience = 30;
const pidFile = join(folder, "dockerd.pid");

/** Whatever engine the docker command reaches; where none answers, Debian's, started by set-up if need be. */
export const engine: Part = {
  name: "engine",
  needs: [],
  check: async (context) => {
    if (!(await has("docker"))) return undefined;
    context.engineHost = await engineAddress();
    const version = await serverVersion(context);
    return version === undefined
      ? undefined
      : { state: "found", version: `Docker ${version} at ${context.engineHost}` };
  },
  make: async (context) => {
    const host = process.env.DOCKER_HOST;
    if (host)
      throw new SetupError(
        `No engine answers at ${host} (DOCKER_HOST)`,
        "Start that engine, or unset DOCKER_HOST to use a local one.",
      );
    const missing = !(await has("dockerd"));
    if (missing) await aptInstall("engine", ["docker.io", "iptables"], "No Docker engine answers here");
    if (!isRoot())
      throw new SetupError(
        "No engine answers, and set-up does not run as root",
        "Start dockerd, or run set-up as root.",
      );
    context.engineHost = await engineAddress();
    if (existsSync("/run/systemd/system")) await command("engine", ["systemctl", "start", "docker"]);
    else if ((await serverVersion(context)) === undefined) startDaemon();
    return { state: missing ? "installed" : "found", version: await untilItAnswers(context) };
  },
};

/** What the docker command would talk to: DOCKER_HOST, or the current context's endpoint. */
export async function engineAddress(): Promise<string> {
  const format = "{{.Endpoints.docker.Host}}";
  const output = await $({ quiet: true, nothrow: true })`docker context inspect --format ${format}`;
  return output.stdout.trim() || "unix:///var/run/docker.sock";
}

async function serverVersion({ engineHost }: SetupContext): Promise<string | undefined> {
  const env = engineEnvironment(engineHost);
  const format = "{{.Server.Version}}";
  const output = await $({
    env,
    quiet: true,
    nothrow: true,
    timeout: `${atWork}s`,
  })`docker version --format ${format}`;
  return output.exitCode === 0 ? output.stdout.trim() : undefined;
}

/** In a session of its own and with its output in a file, so that nobody who called set-up waits for its end. */
function startDaemon(): void {
  mkdirSync(folder, { recursive: true });
  if (daemonPid() === undefined) rmSync(pidFile, { force: true });
  const log = openSync(join(folder, "dockerd.log"), "a");
  spawn("dockerd", ["--pidfile", pidFile], { detached: true, stdio: ["ignore", log, log] }).unref();
}

async function untilItAnswers(context: SetupContext): Promise<PartResult["version"]> {
  const version = await waitFor(patience, () => serverVersion(context));
  if (version !== undefined) return `Docker ${version} at ${context.engineHost}`;
  const log = join(folder, "dockerd.log");
  const end = existsSync(log)
    ? readFileSync(log, "utf8").trim().split("\n").slice(-10).join("\n")
    : "it has no log";
  throw new SetupError(
    `dockerd was started but does not answer within ${patience} s:\n${end}`,
    `See ${log}.`,
  );
}

/** The dockerd that set-up started, if it still runs; a process number that now means another program is none. */
function daemonPid(): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, "utf8"));
  const commandLine = `/proc/${pid}/cmdline`;
  const ours = existsSync(commandLine) && readFileSync(commandLine, "utf8").includes(pidFile);
  return ours ? pid : undefined;
}

/** Stops the dockerd that set-up started; returns false when there is none. */
export async function stopDaemon(): Promise<boolean> {
  const pid = daemonPid();
  if (pid === undefined) return false;
  process.kill(pid, "SIGTERM");
  await waitFor(patience, async () => daemonPid() === undefined || undefined);
  return true;
}
