import { existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { removeSetup } from "../../lib/runtime/setup/remove.ts";
import { offerTerraform } from "../../lib/runtime/setup/terraform.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const programs = new Programs(join(projectDir, "bin"));
const reference = join(stateDir, "references/0123456789ab");

/** An engine that lists these labs of the project. */
function engineWith(...labs: string[]): void {
  const listed = labs.map((lab) => `echo ${lab}`).join("; ");
  programs.make(
    "docker",
    `case "$*" in version*) echo 28.0 ;; *label=underlay.lab*) ${listed || ":"} ;; esac`,
  );
}

beforeEach(() => {
  vi.stubEnv("PATH", programs.path);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  mkdirSync(join(reference, ".underlay"), { recursive: true });
  engineWith();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(stateDir, { recursive: true, force: true });
});
afterAll(() => rmSync(projectDir, { recursive: true }));

it("set-up stays while labs are up", async () => {
  engineWith("lab-a", "lab-a", "lab-b");
  await expect(removeSetup()).rejects.toThrow(
    "Labs are still deployed: lab-a, lab-b\nWhat to do: Destroy them first: npx underlay destroy lab-a; npx underlay destroy lab-b",
  );
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
