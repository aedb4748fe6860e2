import { existsSync, lstatSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx/core";
import { projectDir } from "../project.ts";
import { build, builtPath, tofu } from "./binaries.ts";
import type { Part } from "./part.ts";

/** The oldest Terraform and OpenTofu that labs are tested with: both have terraform_data and provider functions. */
const oldest = [1, 8] as const;

/** npx looks here first, so cdktf finds what is linked here without any environment variable. */
const packages = join(projectDir, "node_modules");
const link = join(packages, ".bin/terraform");

/** False where the packages are another project's, as in a gate's work tree: what is linked among them is that project's, too. */
const hasOwnPackages = (): boolean =>
  lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink() !== true;

/** Terraform or OpenTofu from PATH; where neither is there, OpenTofu built from its pinned module. */
export const terraform: Part = {
  name: "terraform",
  needs: [],
  check: async () => {
    for (const name of ["terraform", "tofu"]) {
      const path = await onPath(name);
      const found = path === "" ? undefined : await describe(path);
      if (!found || !recentEnough(found.version)) continue;

      return { state: "found", version: `${found.product} ${found.version} at ${path}` };
    }
    const built = builtPath(tofu);
    if (!existsSync(built)) return undefined;
    return { state: "found", version: await summary(built) };
  },
  make: async () => {
    await build(tofu);
    return { state: "built", version: await summary(builtPath(tofu)) };
  },
};

export interface TerraformProgram {
  readonly binary: string;
  readonly product: "terraform" | "opentofu";
  readonly version: string;
}

/** `terraform 1.11.4 at /usr/local/bin/terraform` and its like, taken apart again. */
export function parseSummary(text: string): TerraformProgram {
  const [product, version = "", , ...path] = text.split(" ");
  return { product: product === "opentofu" ? "opentofu" : "terraform", version, binary: path.join(" ") };
}

async function summary(path: string): Promise<string> {
  const found = await describe(path);
  return `${found?.product} ${found?.version} at ${path}`;
}

async function describe(path: string): Promise<Omit<TerraformProgram, "binary"> | undefined> {
  const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
  const { stdout } = await $({ env, quiet: true, nothrow: true, timeout: "20s" })`${path} version`;
  const version = /^(Terraform|OpenTofu) v(\S+)/m.exec(stdout);
  if (!version?.[2]) return undefined;
  return { product: version[1] === "OpenTofu" ? "opentofu" : "terraform", version: version[2] };
}

function recentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** The program's place on PATH, our own link left out. */
async function onPath(name: string): Promise<string> {
  const paths = (await $({ quiet: true, nothrow: true })`type -ap ${name}`).stdout.split("\n");
  return paths.find((path) => path !== "" && !path.endsWith("node_modules/.bin/terraform")) ?? "";
}

/** Makes cdktf, which calls "terraform", find a program that PATH does not have under that name. */
export async function offerTerraform({ binary }: TerraformProgram): Promise<void> {
  withdrawTerraform();
  if (hasOwnPackages() && binary !== (await onPath("terraform"))) symlinkSync(binary, link);
}

/** Takes that back. */
export function withdrawTerraform(): void {
  if (hasOwnPackages()) rmSync(link, { force: true });
}
