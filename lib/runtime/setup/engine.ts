import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx/core";
import { type Answer, answerOf } from "../engine/answer.ts";
import { Engine } from "../engine/engine.ts";
import { stateDir } from "../project.ts";
import { waitFor } from "../wait-for.ts";
import { command } from "./command.ts";
import { type Part, type PartResult, type SetupContext, SetupError } from "./part.ts";
import { aptInstall, has, isRoot } from "./system.ts";

const folder = join(stateDir, "engine");
/** Seconds within which a dockerd answers, or ends. */
const patience = 30;
const pidFile = join(folder, "dockerd.pid");
/** Where the dockerd of this machine listens, and docker looks for it unless it is told otherwise. */
const localSocket = "unix:///var/run/docker.sock";

/** Whatever engine the docker command reaches; where none answers, Debian's, started by set-up if need be. */
export const engine: Part = {
  name: "engine",
  needs: [],
  check: async (context) => {
    if (!(await has("docker"))) return undefined;
    context.engineHost = await engineAddress();
    const answer = await ask(context);
    return "version" in answer ? { state: "found", version: described(answer, context) } : undefined;
  },
  make: async (context) => {
    const before = [await has("docker"), await has("dockerd")];
    await needClient();
    context.engineHost = await engineAddress();
    const answer = await ask(context);
    const done = async (version: string) => {
      const isNew = (await has("docker")) !== before[0] || (await has("dockerd")) !== before[1];
      return { state: isNew ? "installed" : "found", version } as const;
    };
    if ("version" in answer) return done(described(answer, context));
    refuseOthers(context, answer.silence);
    const why = `No engine answers at ${context.engineHost} (${answer.silence})`;
    if (!(await has("dockerd"))) await aptInstall("engine", daemon, why);
    if (!isRoot())
      throw new SetupError(
        `${why}, and set-up does not run as root`,
        "Start dockerd, or run set-up as root.",
      );
    if (existsSync("/run/systemd/system")) await command("engine", ["systemctl", "start", "docker"]);
    else if ("silence" in (await ask(context))) startDaemon();
    return done(await untilItAnswers(context));
  },
};

const daemon = ["docker.io", "iptables"];

/** Nothing tells which engine is meant but the docker command, so that it is there first. From Debian 13 on it is a package of its own. */
async function needClient(): Promise<void> {
  if (await has("docker")) return;
  const why = "There is no docker command here";
  if (await has("dockerd")) await aptInstall("engine", ["docker-cli"], why);
  else await aptInstall("engine", daemon, why, ["docker-cli"]);
  if (!(await has("docker")))
    throw new SetupError(
      "The docker command is not on PATH, although Debian's packages are installed",
      "Install Docker's command (https://docs.docker.com/engine/install), then run set-up again.",
    );
}

/** What the docker command would talk to: DOCKER_HOST, or the current context's endpoint. */
export async function engineAddress(): Promise<string> {
  const format = "{{.Endpoints.docker.Host}}";
  const output = await $({ quiet: true, nothrow: true })`docker context inspect --format ${format}`;
  return output.stdout.trim() || localSocket;
}

const ask = ({ engineHost }: SetupContext): Promise<Answer> => answerOf(new Engine({ engineHost }));

const described = ({ version }: { version: string }, { engineHost }: SetupContext): string =>
  `Docker ${version} at ${engineHost}`;

/** Set-up starts this machine's own engine alone, and that only where none runs. */
function refuseOthers({ engineHost }: SetupContext, silence: string): void {
  const host = process.env.DOCKER_HOST;
  if (engineHost.startsWith("unix:") && /permission denied/i.test(silence))
    throw new SetupError(
      `The engine at ${engineHost} does not let this user in: ${silence}`,
      "As root, add the user to the group that owns the socket: usermod --append --groups docker USER. Then log in anew and run set-up as that user: what root sets up is root's.",
    );
  if (host)
    throw new SetupError(
      `No engine answers at ${host} (DOCKER_HOST): ${silence}`,
      "Start that engine, or unset DOCKER_HOST to use a local one.",
    );
  if (engineHost !== localSocket)
    throw new SetupError(
      `No engine answers at ${engineHost}, which docker's context names: ${silence}`,
      "Start that engine, or unset DOCKER_CONTEXT and choose this machine's own: docker context use default.",
    );
}

/** In a session of its own and with its output in a file, so that nobody who called set-up waits for its end. */
function startDaemon(): void {
  mkdirSync(folder, { recursive: true });
  if (daemonPid() === undefined) rmSync(pidFile, { force: true });
  const log = openSync(join(folder, "dockerd.log"), "a");
  spawn("dockerd", ["--pidfile", pidFile], { detached: true, stdio: ["ignore", log, log] }).unref();
}

async function untilItAnswers(context: SetupContext): Promise<PartResult["version"]> {
  let silence = "";
  const version = await waitFor(patience, async () => {
    const answer = await ask(context);
    if ("version" in answer) return described(answer, context);
    silence = answer.silence;
    return undefined;
  });
  if (version !== undefined) return version;
  const log = join(folder, "dockerd.log");
  const end = existsSync(log)
    ? readFileSync(log, "utf8").trim().split("\n").slice(-10).join("\n")
    : "it has no log";
  throw new SetupError(
    `dockerd was started but does not answer within ${patience} s (${silence}):\n${end}`,
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
