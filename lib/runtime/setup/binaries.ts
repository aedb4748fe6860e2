import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageDir } from "../project.ts";
import { makeWhole, programsDir } from "./cache.ts";
import { command } from "./command.ts";
import { hashOf } from "./inputs.ts";
import { type Part, SetupError } from "./part.ts";
import { aptInstall, has } from "./system.ts";

/** A program built from a pinned Go module of this project; Go's own checksums (go.sum) verify every source. */
export interface GoProgram {
  /** Part's name, and the program's. */
  readonly name: string;
  /** The module's folder below toolchain/. */
  readonly module: string;
  /** What to build: `.` or the path of a module that the folder's go.mod pins. */
  readonly package: string;
  /** The pinned module whose version the program is told, and the linker variable that it goes to. */
  readonly stamp?: { readonly module: string; readonly variable: string };
  /** More values for the linker. */
  readonly linker?: readonly string[];
  /** True for a program that runs elsewhere than here: linked without this machine's C library. */
  readonly portable?: boolean;
}

/** Where a program is for these sources: the inputs' hash is in the name, so an old build is never taken for a new one. */
export const builtPath = (program: GoProgram): string =>
  join(
    programsDir,
    `${program.name}-${hashOf([join("toolchain", program.module)], [JSON.stringify(program)])}`,
  );

export function goProgram(program: GoProgram): Part {
  return {
    name: program.name,
    needs: [],
    check: async () => {
      const path = builtPath(program);
      return existsSync(path) ? { state: "found", version: path } : undefined;
    },
    make: async () => {
      await build(program);
      return { state: "built", version: builtPath(program) };
    },
  };
}

/** Builds a program, unless it is there, and puts it in place by rename. */
export async function build(program: GoProgram): Promise<void> {
  if (existsSync(builtPath(program))) return;
  if (program.portable && !(await has("gcc")))
    await aptInstall(
      program.name,
      ["gcc", "libc6-dev"],
      `${program.name} is linked by a C compiler, and there is none here`,
    );
  if (!(await has("go")))
    throw new SetupError(
      `${program.name} is built from source, and there is no Go here`,
      `Install Go ${newestGo()} or later (https://go.dev/doc/install; Debian's own is too old) and see that it is on PATH.`,
    );
  const cwd = join(packageDir, "toolchain", program.module);
  const target = builtPath(program);
  const stamp = program.stamp
    ? [`-X ${program.stamp.variable}=${await pinned(program.name, cwd, program.stamp.module)}`]
    : [];
  const linker = [
    "-s",
    "-w",
    ...stamp,
    ...(program.linker ?? []),
    ...(program.portable ? ["-extldflags=-static"] : []),
  ];
  const tags = program.portable ? ["-tags=netgo,osusergo"] : [];
  // Without the commit of whoever builds it, the same sources make the same program, whose checksum all projects can share.
  const flags = [
    "-v",
    "-trimpath",
    "-buildvcs=false",
    "-mod=readonly",
    `-ldflags=${linker.join(" ")}`,
    ...tags,
  ];
  const env = { ...process.env, CGO_ENABLED: program.portable ? "1" : "0" };
  await makeWhole(target, (made) =>
    command(program.name, ["go", "build", ...flags, "-o", made, program.package], { cwd, env }),
  );
}

async function pinned(part: string, cwd: string, module: string): Promise<string> {
  const list = ["go", "list", "-m", "-f", "{{.Version}}", module];
  return (await command(part, list, { cwd })).trim();
}

/** The newest Go that one of the modules asks for. An older one fetches it, where it can and may. */
function newestGo(): string {
  const folder = join(packageDir, "toolchain");
  const asked = readdirSync(folder)
    .map((module) => join(folder, module, "go.mod"))
    .filter((file) => existsSync(file))
    .flatMap((file) => /^go (\S+)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? []);
  return asked.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1) ?? "";
}

export const flanneld: GoProgram = {
  name: "flanneld",
  module: "flannel",
  package: "github.com/flannel-io/flannel",
  stamp: {
    module: "github.com/flannel-io/flannel",
    variable: "github.com/flannel-io/flannel/pkg/version.Version",
  },
  // It runs in the hosts, whose C library may be older than this machine's.
  portable: true,
};

export const calicoCni: GoProgram = {
  name: "calico-cni",
  module: "calico-cni",
  package: ".",
  portable: true,
};

/** What runs on each host. Without C it needs no library of the host's. */
export const underlayHost: GoProgram = {
  name: "underlay-host",
  module: "host",
  package: ".",
};

export const tofu: GoProgram = {
  name: "tofu",
  module: "opentofu",
  package: "github.com/opentofu/opentofu/cmd/tofu",
  // A release, not a development build: version constraints leave out the latter.
  linker: ["-X github.com/opentofu/opentofu/version.dev=no"],
};

export const offlineDockerProvider: GoProgram = {
  name: "docker-provider",
  module: "terraform-provider-docker",
  package: ".",
};
