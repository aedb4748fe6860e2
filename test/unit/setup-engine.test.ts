import type * as FileSystem from "node:fs";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { engine } from "../../lib/runtime/setup/engine.ts";
import type { SetupContext } from "../../lib/runtime/setup/part.ts";
import { RegistryAnswers } from "../../lib/runtime/setup/registries.ts";
import { aptInstall } from "../../lib/runtime/setup/system.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/wait-for.ts", () => ({
  waitFor: (_: number, look: () => Promise<unknown>) => look(),
}));
/** A Debian whose services systemd starts. */
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof FileSystem>();
  return {
    ...fs,
    existsSync: (path: string) =>
      path === "/etc/os-release" || path === "/run/systemd/system" || fs.existsSync(path),
    readFileSync: (path: string, encoding: "utf8") =>
      path === "/etc/os-release" ? "ID=debian\n" : fs.readFileSync(path, encoding),
  };
});

const bin = join(projectDir, "bin");
const local = "unix:///var/run/docker.sock";
let programs: Programs;

/** A docker command whose context names this engine, of which it says this. */
const docker = (host: string, said: string, name = "docker") =>
  programs.make(name, `case $1 in context) echo '${host}' ;; version) ${said} ;; esac`);
const silent = (reason: string) => `echo '${reason}' >&2; exit 1`;
const away = "Cannot connect to the Docker daemon. Is the docker daemon running?";
const isUser = (id: number) => void vi.spyOn(process, "getuid").mockReturnValue(id);
const made = () => {
  const registries = new RegistryAnswers({ forget: true });
  const context: SetupContext = { found: new Map(), registries, provider: undefined, engineHost: "" };
  return Promise.resolve(engine.make(context));
};

beforeEach(() => {
  rmSync(bin, { recursive: true, force: true });
  programs = new Programs(bin);
  for (const name of ["apt-get", "dockerd", "systemctl"]) programs.make(name);
  for (const name of ["apt-cache", "dpkg"]) programs.make(name, "exit 1");
  // No other program: none of this machine's may be asked to install or start anything.
  vi.stubEnv("PATH", bin);
  for (const name of ["DOCKER_HOST", "DOCKER_CONTEXT"]) vi.stubEnv(name, undefined);
  isUser(0);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => rmSync(projectDir, { recursive: true }));

describe("an engine that does not answer is told with the client's reason", () => {
  afterEach(() => expect([programs.calls("systemctl"), programs.calls("dockerd")]).toEqual([[], []]));

  it("where DOCKER_HOST names it", async () => {
    vi.stubEnv("DOCKER_HOST", "tcp://box:2376");
    docker("tcp://box:2376", silent("x509: certificate has expired"));
    await expect(made()).rejects.toThrow(
      "No engine answers at tcp://box:2376 (DOCKER_HOST): x509: certificate has expired\nWhat to do: Start that engine, or unset DOCKER_HOST to use a local one.",
    );
  });

  it("where docker's context names it: none is started here in its place", async () => {
    docker("ssh://lab@box", silent("ssh: no route to host"));
    await expect(made()).rejects.toThrow(
      "No engine answers at ssh://lab@box, which docker's context names: ssh: no route to host\nWhat to do: Start that engine, or unset DOCKER_CONTEXT",
    );
  });

  it("where it lets nobody in but a group", async () => {
    isUser(1000);
    docker(local, silent("permission denied while trying to connect to the Docker daemon socket"));
    await expect(made()).rejects.toThrow(
      /^The engine at unix:.* does not let this user in: permission denied while .*\nWhat to do: As root, add the user to the group .* docker/,
    );
  });

  it("where a user cannot start it", async () => {
    isUser(1000);
    docker(local, silent(away));
    await expect(made()).rejects.toThrow(
      `No engine answers at ${local} (${away}), and set-up does not run as root\nWhat to do: Start dockerd, or run set-up as root.`,
    );
  });
});

it("an engine that was started and does not answer is told with the client's reason", async () => {
  docker(local, silent(away));
  await expect(made()).rejects.toThrow(`dockerd was started but does not answer within 30 s (${away}):`);
  expect(programs.calls("systemctl")).toEqual(["start docker"]);
});

describe("Debian's engine is installed", () => {
  /** What comes with the package of this name is there once it is installed. */
  const comesWith = (name: string) => {
    rmSync(join(bin, "dockerd"));
    docker(local, "echo 28.0", "docker.packed");
    programs.make(
      "apt-get",
      `case "$*" in *install*${name}*) /bin/mv '${bin}/docker.packed' '${bin}/docker' ;; esac`,
    );
  };
  const installed = () => programs.calls("apt-get").filter((call) => call.startsWith("install"));
  const install = "install --yes --no-install-recommends";

  it.each([
    ["with its client", "docker.io", "exit 100", `${install} docker.io iptables`],
    [
      "and the client, where that is apart",
      "docker-cli",
      "echo 'Package: docker-cli'",
      `${install} docker.io iptables docker-cli`,
    ],
  ])("%s", async (_, name, known, call) => {
    comesWith(name);
    programs.make("apt-cache", known);
    expect(await made()).toEqual({ state: "installed", version: `Docker 28.0 at ${local}` });
    expect(installed()).toEqual([call]);
  });

  it("but not its daemon, where that is there", async () => {
    comesWith("docker-cli");
    programs.make("dockerd");
    expect(await made()).toMatchObject({ state: "installed" });
    expect(installed()).toEqual([`${install} docker-cli`]);
  });

  it("and is named where no client comes with it", async () => {
    rmSync(join(bin, "dockerd"));
    await expect(made()).rejects.toThrow(
      /^The docker command is not on PATH, .*\nWhat to do: Install Docker's/,
    );
  });
});

it("packages are fetched by the user's proxy", async () => {
  const seen = join(projectDir, "seen");
  mkdirSync(projectDir, { recursive: true });
  writeFileSync(seen, "");
  programs.make("apt-get", `echo "$DEBIAN_FRONTEND by $https_proxy" >>'${seen}'`);
  vi.stubEnv("https_proxy", "http://proxy:3128");
  await aptInstall("a-part", ["a-package"], "It is missing");
  expect(readFileSync(seen, "utf8").trim().split("\n").at(-1)).toBe("noninteractive by http://proxy:3128");
});
