import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { arch } from "node:os";
import { join } from "node:path";
import { type Installation, offlineProvider, registryProvider } from "../../model/installation.ts";
import { stateDir } from "../project.ts";
import { build, builtPath, offlineDockerProvider } from "./binaries.ts";
import { type Part, type SetupContext, SetupError, versionOf } from "./part.ts";
import { parseSummary } from "./terraform.ts";

/** The docker provider: the registry's where it answers, or the one of toolchain/terraform-provider-docker. */
export const provider: Part = {
  name: "docker-provider",
  needs: ["terraform"],
  check: async (context) => {
    const choice = await chosen(context);
    if (choice === "registry") return { state: "skipped", version: describe(registryProvider) };
    return choice === "offline" && existsSync(offlineProviderPath()) && same()
      ? { state: "found", version: describe(offlineProvider) }
      : undefined;
  },
  make: async (context) => {
    const { binary } = parseSummary(versionOf(context, "terraform"));
    const registry = context.provider !== "offline" && (await context.registries.providers(binary));
    if (context.provider === "registry" && !registry)
      throw new SetupError(
        "The provider registry does not answer",
        'Leave "--provider registry" out: set-up then builds its own.',
      );
    if (registry) return { state: "skipped", version: describe(registryProvider) };
    await build(offlineDockerProvider);
    mkdirSync(folder(), { recursive: true });
    copyFileSync(builtPath(offlineDockerProvider), `${offlineProviderPath()}.new`);
    renameSync(`${offlineProviderPath()}.new`, offlineProviderPath());
    return { state: "built", version: describe(offlineProvider) };
  },
};

const describe = ({ source, version }: { source: string; version: string }) => `${source} ${version}`;

/** What is known without asking anyone; undefined until the registry has been asked. */
async function chosen({ provider, registries }: SetupContext): Promise<"registry" | "offline" | undefined> {
  const answers = registries.remembered("providers");
  if (provider === "offline" || answers === false) return provider === "registry" ? undefined : "offline";
  return answers === true ? "registry" : undefined;
}

/** Terraform's names of processors are Go's. */
const processors: Partial<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

function folder(): string {
  const { source, version } = offlineProvider;
  return join(stateDir, "plugins", source, version, `linux_${processors[arch()] ?? arch()}`);
}

const program = `terraform-provider-docker_v${offlineProvider.version}`;
export const offlineProviderPath = () => join(folder(), program);

/** True when the installed provider is the build of today's sources. */
function same(): boolean {
  const path = builtPath(offlineDockerProvider);
  return existsSync(path) && readFileSync(path).equals(readFileSync(offlineProviderPath()));
}

/** The choice for the record. */
export function providerRecord(result: string): Installation["provider"] {
  return result === describe(registryProvider) ? registryProvider : { ...offlineProvider, hash: checksum() };
}

/** Terraform's "h1" checksum of a provider's folder: Go's dirhash over its one file. */
function checksum(): string {
  const file = createHash("sha256").update(readFileSync(offlineProviderPath())).digest("hex");
  return `h1:${createHash("sha256").update(`${file}  ${program}\n`).digest("base64")}`;
}
