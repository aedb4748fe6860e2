import { existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stateFile, withLabLocks } from "../../lib/runtime/labs/labs.ts";
import { withLock } from "../../lib/runtime/lock.ts";
import { setupLock } from "../../lib/runtime/setup/record.ts";
import { removeSetup } from "../../lib/runtime/setup/remove.ts";
import { offerTerraform } from "../../lib/runtime/setup/terraform.ts";
import { Refusal } from "../../lib/runtime/terminal.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const programs = new Programs(join(projectDir, "bin"));
const reference = join(stateDir, "references/0123456789ab");

/** An engine that lists these labs of the project, by containers or by networks. */
function engineWith(labs: readonly string[], listed: "ps" | "network ls" = "ps"): void {
  const list = labs.map((lab) => `echo ${lab}`).join("; ");
  programs.make(
    "docker",
    `case "$*" in version*) echo 28.0 ;; "${listed} "*underlay.project*underlay.lab*) ${list || ":"} ;; esac`,
  );
}
const isAway = () => programs.make("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
const state = (text: string) => writeFileSync(stateFile("lab-a"), text);

beforeEach(() => {
  vi.stubEnv("PATH", programs.path);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  mkdirSync(join(reference, ".underlay"), { recursive: true });
  engineWith([]);
});
afterEach(() => {
  rmSync(stateFile("lab-a"), { force: true });
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(stateDir, { recursive: true, force: true });
});
afterAll(() => rmSync(projectDir, { recursive: true }));

it.each(["ps", "network ls"] as const)(
  "set-up stays while labs are up, of which there is something in %s",
  async (listed) => {
    engineWith(["lab-a", "lab-a", "lab-b"], listed);
    await expect(removeSetup()).rejects.toThrow(
      "Labs are still deployed: lab-a, lab-b\nWhat to do: Destroy them first: npx underlay destroy lab-a; npx underlay destroy lab-b",
    );
    expect(existsSync(stateDir)).toBe(true);
  },
);

it("set-up stays while labs come back with their engine, which does not answer now", async () => {
  isAway();
  state('{"resources": [{"type": "docker_network"}]}');
  await expect(removeSetup()).rejects.toThrow(
    `which does not answer (Cannot connect to the Docker daemon): lab-a\nWhat to do: Start it and destroy them first: npx underlay destroy lab-a; if it is gone for good, remove their states: ${stateFile("lab-a")}`,
  );
  expect(existsSync(stateDir)).toBe(true);
});

it("set-up goes without its engine where no lab is left", async () => {
  isAway();
  state('{"version": 4, "resources": []}');
  writeFileSync(
    join(stateDir, "made.json"),
    '{"images": ["underlay/base:0123"], "packages": ["mmdebstrap"]}',
  );
  expect(await removeSetup()).toEqual({ images: [], kept: ["underlay/base:0123"], packages: ["mmdebstrap"] });
  expect(existsSync(stateDir)).toBe(false);
});

it("set-up goes with containers of commands that were killed before they began", async () => {
  programs.make(
    "docker",
    'case "$*" in version*) echo 28.0 ;; *underlay.lab*) ;; *underlay.project=*status=created*) echo 0123 ;; esac',
  );
  await removeSetup();
  expect(programs.calls("docker")).toContain("rm --force --volumes 0123");
});

it("set-up stays while a lab is worked on", async () => {
  await withLabLocks(["lab-a", "lab-b"], "probe", async () => {
    const refused: unknown = await removeSetup().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(String(refused)).toContain(
      `while these are at work: probe of lab-a, lab-b (process ${process.pid}).`,
    );
  });
  expect(existsSync(stateDir)).toBe(true);
});

it("set-up stays while it is made", async () => {
  await withLock(setupLock, "set-up of this project", async () => {
    await expect(removeSetup()).rejects.toThrow(
      "removal of this project's set-up cannot begin now: set-up of",
    );
  });
  expect(existsSync(stateDir)).toBe(true);
});

it("set-up stays while the project is there in which a killed gate deployed a lab: its state would go with it", async () => {
  writeFileSync(join(reference, ".underlay/setup.json"), "{}");
  await expect(removeSetup()).rejects.toThrow(
    `A gate that was killed left its lab, or its images, in ${reference}\nWhat to do: Remove them first: cd ${reference} && npx underlay destroy --all && npx underlay setup --remove`,
  );
  expect(existsSync(reference)).toBe(true);
});

it("set-up goes with what a gate left that had set nothing up", async () => {
  await removeSetup();
  expect(existsSync(stateDir)).toBe(false);
});

describe("the link by which cdktf finds Terraform", () => {
  const packages = join(projectDir, "node_modules");
  const link = join(packages, ".bin/terraform");
  const program = { binary: "/opt/tofu", product: "opentofu", version: "1.10.0" } as const;
  afterEach(() => rmSync(packages, { recursive: true, force: true }));

  it("is made among the project's packages, and goes with set-up", async () => {
    mkdirSync(join(packages, ".bin"), { recursive: true });
    await offerTerraform(program);
    expect(readlinkSync(link)).toBe("/opt/tofu");
    await removeSetup();
    expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
  });

  it("is left alone among another project's packages, which a gate's work tree has", async () => {
    const others = join(projectDir, "others");
    mkdirSync(join(others, ".bin"), { recursive: true });
    symlinkSync(others, packages);
    symlinkSync("/opt/terraform", join(others, ".bin/terraform"));
    await offerTerraform(program);
    await removeSetup();
    expect(readlinkSync(join(others, ".bin/terraform"))).toBe("/opt/terraform");
  });
});
