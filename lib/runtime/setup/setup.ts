import type { Installation } from "../../model/installation.ts";
import { controlGroupsOf } from "../engine/control-groups.ts";
import { Engine } from "../engine/engine.ts";
import { withLock } from "../lock.ts";
import { accelerator, acceleratorRecord } from "./accelerator.ts";
import { calicoCni, flanneld, goProgram, underlayHost } from "./binaries.ts";
import { engine } from "./engine.ts";
import { ownProject } from "./identity.ts";
import { claimImages } from "./image-claims.ts";
import { images } from "./images.ts";
import { readMade } from "./made.ts";
import { outer } from "./outer.ts";
import { type Part, type SetupContext, versionOf } from "./part.ts";
import { Progress, type Row } from "./progress.ts";
import { provider, providerRecord } from "./provider.ts";
import { setupLock, writeInstallation } from "./record.ts";
import { RegistryAnswers } from "./registries.ts";
import { rootTree } from "./root-tree.ts";
import { offerTerraform, parseSummary, terraform } from "./terraform.ts";

const parts: readonly Part[] = [
  engine,
  terraform,
  provider,
  goProgram(flanneld),
  goProgram(calicoCni),
  goProgram(underlayHost),
  outer,
  ...images,
  rootTree,
  accelerator,
];

export interface SetupOptions {
  /** Which docker provider to use. @default the registry's where it answers */
  readonly provider?: "registry" | "offline";
  /** Ask the registries again instead of going by what is remembered. @default false */
  readonly refresh?: boolean;
}

/** Finds or makes every part and records what labs need to know. What is there already is left alone. */
export function runSetup(options: SetupOptions = {}): Promise<{ rows: Row[]; installation: Installation }> {
  return withLock(setupLock, "set-up of this project", async () => {
    ownProject();
    const context = newContext(options);
    const progress = new Progress();
    try {
      const rows = await inOrder(context, async (part) => {
        const found = await part.check(context);
        if (found) return found;
        progress.begin(part.name);
        const made = await part.make(context);
        progress.end(part.name, made.state);
        return made;
      });
      const installation = await installationOf(context);
      await offerTerraform(installation.terraform);
      const all = [...context.found.values()].map(({ version }) => version);
      await claimImages(new Engine(installation), installation.project, all, readMade().images);
      writeInstallation(installation);
      return { rows, installation };
    } finally {
      progress.stop();
    }
  });
}

/** Only looks. A part whose needs are missing counts as missing itself. */
export async function checkSetup(
  options: SetupOptions = {},
): Promise<(Row | { part: string; state: "missing" })[]> {
  const context = newContext(options);
  const rows: (Row | { part: string; state: "missing" })[] = [];
  for (const part of parts) {
    const started = performance.now();
    const ready = part.needs.every((need) => context.found.has(need));
    const found = ready ? await part.check(context) : undefined;
    if (found) context.found.set(part.name, found);
    rows.push(
      found
        ? { part: part.name, seconds: (performance.now() - started) / 1000, ...found }
        : { part: part.name, state: "missing" },
    );
  }
  return rows;
}

function newContext({ provider, refresh = false }: SetupOptions): SetupContext {
  return { found: new Map(), registries: new RegistryAnswers({ forget: refresh }), provider, engineHost: "" };
}

/** Every part as soon as those that it needs are there; the first failure is thrown once the others have ended. */
async function inOrder(
  context: SetupContext,
  work: (part: Part) => Promise<Row | Omit<Row, "part" | "seconds">>,
): Promise<Row[]> {
  const running = new Map<string, Promise<Row>>();
  for (const part of parts)
    running.set(
      part.name,
      (async () => {
        await Promise.all(part.needs.map((need) => running.get(need)));
        const started = performance.now();
        const result = await work(part);
        context.found.set(part.name, result);
        return {
          part: part.name,
          seconds: (performance.now() - started) / 1000,
          state: result.state,
          version: result.version,
        };
      })(),
    );
  const ended = await Promise.allSettled(running.values());
  const failed = ended.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return ended.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
}

async function installationOf(context: SetupContext): Promise<Installation> {
  return {
    version: 4,
    project: ownProject(),
    engineHost: context.engineHost,
    controlGroups: await controlGroupsOf(new Engine({ engineHost: context.engineHost })),
    terraform: parseSummary(versionOf(context, "terraform")),
    provider: providerRecord(versionOf(context, "docker-provider")),
    images: {
      host: versionOf(context, "host-image"),
      workload: versionOf(context, "workload-image"),
      probe: versionOf(context, "probe-image"),
      vm: versionOf(context, "vm-image"),
    },
    accelerator: acceleratorRecord(versionOf(context, "accelerator")),
  };
}
