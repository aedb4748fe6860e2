import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation, type Installation, offlineProvider } from "../../lib/model/installation.ts";
import { withSharedProvider } from "../../lib/runtime/deploy/shared-provider.ts";
import { offlineProviderPath } from "../../lib/runtime/setup/provider.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const installation: Installation = { ...assumedInstallation, provider: { ...offlineProvider, hash: "h1:" } };
const started = join(projectDir, "started");
const address = '{"underlay.local/offline/docker":{"Pid":1}}';

/** In the provider's place: a program of /bin/sh. */
function program(body: string): void {
  mkdirSync(dirname(offlineProviderPath()), { recursive: true });
  writeFileSync(offlineProviderPath(), `#!/bin/sh\necho $$ >>"${started}"\n${body}\n`, { mode: 0o755 });
}
const serves = `echo "Provider started."; printf "\\tTF_REATTACH_PROVIDERS='%s'\\n" '${address}'; cat >/dev/null`;

const processes = () => (existsSync(started) ? readFileSync(started, "utf8").trim().split("\n") : []);
const lives = (pid: string) => existsSync(`/proc/${pid}`);
const told = (installed = installation) =>
  withSharedProvider(installed, process.env, async (environment) => environment);

beforeEach(() => rmSync(started, { force: true }));
afterAll(() => rmSync(projectDir, { recursive: true }));

it("is one for all that work at a time, and ends with the last of them", async () => {
  program(serves);
  await withSharedProvider(installation, process.env, async (environment) => {
    expect(environment).toEqual({ TF_REATTACH_PROVIDERS: address });
    expect(await Promise.all([told(), told()])).toEqual([environment, environment]);
    expect(processes().map(lives)).toEqual([true]);
  });
  expect(processes().map(lives)).toEqual([false]);
});

it("is started again after one that ended, also in the midst of work", async () => {
  program(serves);
  await withSharedProvider(installation, process.env, async () => {
    process.kill(Number(processes()[0]), "SIGKILL");
    await expect.poll(async () => (await told()).TF_REATTACH_PROVIDERS && processes().length).toBe(2);
  });
  expect(processes().map(lives)).toEqual([false, false]);
});

it("is left to Terraform where it does not begin, or ends with its Terraform only", async () => {
  program("exit 1");
  expect(await told()).toEqual({});
  rmSync(offlineProviderPath());
  expect(await told()).toEqual({});
  program(serves);
  rmSync(started, { force: true });
  expect(await told(assumedInstallation)).toEqual({});
  expect(processes()).toEqual([]);
});
