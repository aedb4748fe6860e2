import { rmSync } from "node:fs";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { beginAnew, bringUp, change, deployed, event, failing, is, programs } from "../fixtures/deploying.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
vi.mock("../../lib/runtime/labs/preflight.ts", () => ({ preflight: vi.fn(async () => []) }));
vi.mock("../../lib/runtime/labs/leftovers.ts", () => ({ removeLeftovers: async () => 0 }));
vi.mock("../../lib/runtime/deploy/configure.ts", () => import("../fixtures/configure.ts"));
vi.mock("../../lib/runtime/deploy/start-stopped.ts", () => ({ startStopped: vi.fn(async () => undefined) }));

beforeEach(beginAnew);
afterAll(() => rmSync(projectDir, { recursive: true }));

it.each([
  ["Saved plan is stale", "Nothing was done: run it again."],
  ["Error acquiring the state lock", "Wait until it has ended, then run this again."],
])("says what to do about: %s", async (summary, advice) => {
  deployed();
  programs.make(
    "terraform",
    `${is("plan", change("create"))}\n${is("apply", failing(summary, "Its detail."))}`,
  );
  const error = await bringUp().catch((error: Error) => error.message);
  expect(error).toMatch(new RegExp(`^${summary}\nIts detail\\.\n.*${advice}\nAll that Terraform printed: `));
});

it("says how a Terraform ended that said nothing of it, and what it did last", async () => {
  const last = event({ type: "apply_start", "@message": "host1: Creating..." });
  programs.make("terraform", is("apply", `${last}\nkill -9 $$`));
  await expect(bringUp()).rejects.toThrow(
    /^terraform apply (was ended by a signal|ended with status 137): host1: Creating\.\.\.\nAll that/,
  );
});

const initFails = (text: string) =>
  programs.make("terraform", is("init", `cat >&2 <<'END'\n${text}\nEND\nexit 1`));
const noProvider = (source: string, host: string) => `
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
${source}: could not connect to ${host}: dial tcp: lookup
${host} on 10.0.0.1:53: no such host

To see which modules are currently depending on ${source} and what
versions are specified, run the following command:
    terraform providers
`;

it("says what to do when the registry that answered at set-up does not any more", async () => {
  initFails(noProvider("kreuzwerker/docker", "registry.terraform.io"));
  await expect(bringUp()).rejects.toThrow(
    /^The registry of Terraform providers answered when set-up asked it, and does not now\. Have set-up ask it again with: npx underlay setup --refresh\nTerraform's reason: Could not retrieve [^\n]* no such host\nAll that Terraform printed: /,
  );
});

it.each([
  [
    "cannot be reached half-way",
    "Failed to install provider",
    "Error while installing kreuzwerker/docker v3.6.2: could not\nquery provider registry: context deadline exceeded",
  ],
  [
    "is another than it was",
    "Invalid provider registry host",
    'The host "registry.terraform.io" given in provider source address does not\noffer a Terraform provider registry.',
  ],
])("says so as well when the registry %s", async (_, summary, detail) => {
  initFails(`Error: ${summary}\n\n${detail}`);
  await expect(bringUp()).rejects.toThrow("with: npx underlay setup --refresh\n");
});

it("says what to do when the provider that set-up built is gone", async () => {
  initFails(noProvider("underlay.local/offline/docker", "underlay.local"));
  await expect(bringUp()).rejects.toThrow(
    /^The docker provider that set-up built is not there any more\. Have it built again with: npx underlay setup\nAll/,
  );
});

it("tells another failure of init as Terraform does", async () => {
  initFails("Error: Backend initialization required\n\nThe disk is full.");
  await expect(bringUp()).rejects.toThrow(/^terraform init ended with status 1: The disk is full\.\nAll/);
});
