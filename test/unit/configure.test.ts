import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { Configuration } from "../../lib/runtime/deploy/configure.ts";
import { declaration } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";

const lab = resolveLab(declaration());
const folder = mkdtempSync(join(tmpdir(), "underlay-configure-"));
const programs = new Programs(folder);
const said: string[] = [];

const ready = `echo '{"ready":true}'`;

/** An engine whose machines are as `configure` says, and whose walls say `walls`. */
const engine = (configure: string, walls = "closed") =>
  programs.make(
    "docker",
    `cd '${folder}'; case "$*" in *underlay-configure*) ${configure} ;; *cat\\ /run/walls) echo '${walls}' ;; esac`,
  );

beforeEach(() => {
  said.length = 0;
  vi.stubEnv("PATH", programs.path);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

const configured = (of = lab, { mayHaveLostHosts = false } = {}) =>
  new Configuration(of, { host1: { "/etc/a": "b" } }, assumedInstallation, {
    watch: (machine, waitsFor) => said.push(`${machine} ${waitsFor ?? "is ready"}`),
    say: (text) => said.push(text),
    signal: new AbortController().signal,
  }).all({ mayHaveLostHosts });

it("hands each machine its files, and limits its processes", async () => {
  programs.forget("docker");
  engine(`cat >/dev/null; ${ready}`);
  await configured();
  const machines = lab.hosts.map(({ name }) => name);
  expect(said.filter((line) => line.endsWith("is ready")).sort()).toEqual(
    machines.map((name) => `${name} is ready`),
  );
  expect(programs.calls("docker").filter((call) => call.startsWith("update --pids-limit"))).toHaveLength(1);
});

it("tells what a machine does and waits for", async () => {
  engine(`echo '{"did":"bird reloaded"}'; echo 'no JSON'; echo '{"waitsFor":"cni: no session"}'; ${ready}`);
  await configured();
  expect(said).toEqual(
    expect.arrayContaining(["host1: bird reloaded", "host1 cni: no session", "host1 is ready"]),
  );
});

it("passes over what is none of its words, whatever a host prints", async () => {
  const lines = [
    '{"waitsFor":5}',
    '{"did":["x"]}',
    '{"did":5,"waitsFor":"cni"}',
    '{"ready":"yes"}',
    "[]",
    "null",
    "5",
  ];
  engine(`cat >/dev/null; ${lines.map((line) => `echo '${line}'`).join("; ")}; ${ready}`);
  await configured();
  const own = said.filter((line) => line.startsWith("host1"));
  expect(own).toEqual(["host1 cni", "host1 is ready"]);
});

it("takes no machine for ready that has not said so, whatever the engine says of its container", async () => {
  engine(`cat >/dev/null; [ -e ended-$3 ] || { touch ended-$3; exit 0; }; ${ready}`);
  await configured();
  for (const { name } of lab.hosts)
    expect(said.filter((line) => line.startsWith(`${name} `))).toEqual([
      `${name} it does not answer`,
      `${name} is ready`,
    ]);
});

it("names every machine that is not ready in time, and why", async () => {
  engine(`cat >/dev/null; echo '{"notReady":"gate cni fails"}'; exit 1`);
  await expect(configured()).rejects.toThrow(
    lab.hosts
      .map(
        ({ name, readyWithin }) =>
          `[lab-test/${name}] The machine is not ready after ${readyWithin} s: gate cni fails`,
      )
      .join("\n"),
  );
});

it("says when the machine's kernel cannot close the lab's segments", async () => {
  engine(`cat >/dev/null; ${ready}`, "open: the kernel is too old");
  await configured();
  expect(said.at(-1)).toMatch(/root in a host reaches it: open: the kernel is too old/);
});

it("takes hosts that are gone out of a datastore that begins in the course of it", async () => {
  programs.make(
    "docker",
    `cd '${folder}'
case "$*" in
*underlay-configure*) cat >/dev/null; touch begun; ${ready} ;;
*underlay-forget*) [ -e begun ] || { echo "no datastore" >&2; exit 1; }; echo /key ;;
*) echo closed ;;
esac`,
  );
  const withDatastore = { ...lab, mode: { ...lab.mode, needsDatastore: true } };
  await configured(withDatastore, { mayHaveLostHosts: true });
  expect(said.at(-1)).toBe("removed from the datastore, of hosts that the lab has no more: /key");
});
