import { appendFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { $ } from "zx/core";
import type { Installation } from "../../model/installation.ts";
import { parseJson } from "../../model/json.ts";
import { labDir } from "../labs/labs.ts";
import { stackDir } from "../labs/synthesis.ts";
import { signalGroup } from "../signal-group.ts";
import { engineEnvironment, shortLived } from "../tool-environment.ts";
import { missingProvider } from "./missing-provider.ts";
import { endOrphanedProviders } from "./providers.ts";
import { withSharedProvider } from "./shared-provider.ts";

/** One thing that Terraform tells while it works, as far as we listen (its "machine-readable UI"). */
export interface TerraformEvent {
  readonly type: string;
  /** The same for people. */
  readonly "@message"?: string;
  readonly hook?: {
    readonly resource: { readonly resource_type: string; readonly resource_name: string };
    readonly action?: string;
    readonly elapsed_seconds?: number;
  };
  readonly change?: {
    readonly resource: { readonly resource_type: string; readonly resource_name: string };
    readonly action: string;
  };
  readonly diagnostic?: { readonly severity: string; readonly summary: string; readonly detail?: string };
}

/** A line of Terraform's output; undefined for one that is no event, e.g. what a step printed. */
export function parseEvent(line: string): TerraformEvent | undefined {
  const event = Object(parseJson(line));
  return typeof event.type === "string" ? event : undefined;
}

/** Errors in Terraform's own words, without its frames; every one once. What to do is added where Terraform does not say. */
export function errorsOf(events: readonly TerraformEvent[]): string[] {
  const texts = events.flatMap(({ diagnostic }) =>
    diagnostic?.severity === "error" ? [`${diagnostic.summary}\n${diagnostic.detail ?? ""}`.trim()] : [],
  );
  return [...new Set(texts)].map((text) => {
    const advice = advices.find(([pattern]) => pattern.test(text));
    return advice ? `${text}\n${advice[1]}` : text;
  });
}

const advices: readonly (readonly [RegExp, string])[] = [
  [
    /^Saved plan is stale/,
    "Someone else, e.g. npx cdktf, changed the lab while this deploy was planned. Nothing was done: run it again.",
  ],
  [
    /^Error acquiring the state lock/,
    "Another Terraform, e.g. of npx cdktf, works on the lab. Wait until it has ended, then run this again.",
  ],
];

/** The provider's libraries tell every step as JSON, which Terraform reads and drops (terraform-plugin-log): another sixth of what both take. */
const silent = { TF_LOG_SDK: "off" } as const;

/** What a run of Terraform's was ended by besides a status: a signal means that someone ended it. */
class TerraformFailure extends Error {
  override readonly name = "TerraformFailure";
}

/**
 * Terraform (or OpenTofu) in a lab's folder. Everything that it prints is kept in `.underlay/labs/LAB/terraform.log`,
 * which errors name.
 */
export class Terraform {
  readonly #lab: string;
  readonly #installation: Installation;
  readonly #binary: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #signal: AbortSignal;
  readonly log: string;

  constructor(lab: string, installation: Installation, signal: AbortSignal) {
    const { terraform, engineHost, provider } = installation;
    this.#lab = lab;
    this.#installation = installation;
    this.#binary = terraform.binary;
    this.#environment = { ...engineEnvironment(engineHost), UNDERLAY_DRIVER: "1", ...shortLived, ...silent };
    // An empty configuration: with the user's mirrors, Terraform would not look for the provider beside the lab.
    if (provider.choice === "offline") this.#environment.TF_CLI_CONFIG_FILE = "/dev/null";
    this.#signal = signal;
    this.log = join(labDir(lab), "terraform.log");
  }

  /** Empties the log and makes the folder ready; a folder that is ready takes 50 ms. */
  async begin(): Promise<void> {
    await mkdir(labDir(this.#lab), { recursive: true });
    await writeFile(this.log, "");
    await endOrphanedProviders(this.#lab);
    await this.#run(["init", "-input=false", "-no-color"]);
  }

  /** Runs a command; calls `hear` with each event. Throws a TerraformFailure with Terraform's own reasons. */
  async run(args: readonly string[], hear: (event: TerraformEvent) => void = () => undefined) {
    const events: TerraformEvent[] = [];
    const [verb = "", ...rest] = args;
    const listen = (line: string) => {
      const event = parseEvent(line);
      if (event === undefined) return;
      events.push(event);
      hear(event);
    };
    await withSharedProvider(this.#installation, this.#environment, (shared) =>
      this.#run([verb, "-json", "-input=false", ...rest], listen, shared),
    );
    return events;
  }

  async #run(
    args: readonly string[],
    listen: (line: string) => void = () => undefined,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<void> {
    if (this.#signal.aborted) throw new TerraformFailure(`interrupted before terraform ${args[0]}`);
    // In a session of its own: a terminal's Ctrl-C is passed on once, and not sent by the terminal as well.
    const running = $({
      cwd: stackDir(this.#lab),
      env: { ...this.#environment, ...environment },
      detached: true,
      quiet: true,
      nothrow: true,
    })`${this.#binary} ${args}`;
    const told: TerraformEvent[] = [];
    let last = "";
    let plain = "";
    const keep = (line: string) => {
      listen(line);
      const event = parseEvent(line);
      if (event?.diagnostic) told.push(event);
      if (event === undefined) plain += `${line}\n`;
      if (line.trim() !== "") last = event?.["@message"] ?? line;
      try {
        appendFileSync(this.log, `${line}\n`);
      } catch {
        // Terraform is waited for even when its log cannot be written, e.g. on a full disk: it would go on unwatched.
      }
    };
    // Terraform ends in order after the first SIGINT: what it made is in its state.
    const interrupt = () => signalGroup(running.pid, "SIGINT");
    this.#signal.addEventListener("abort", interrupt, { once: true });
    const lines = createInterface({ input: running.stdout });
    lines.on("line", keep);
    createInterface({ input: running.stderr }).on("line", keep);
    const { exitCode } = await running;
    this.#signal.removeEventListener("abort", interrupt);
    if (exitCode === 0) return;
    await endOrphanedProviders(this.#lab);
    const missing = missingProvider(plain);
    const reasons = missing ? [missing] : errorsOf(told);
    const how = exitCode === null ? "was ended by a signal" : `ended with status ${exitCode}`;
    throw new TerraformFailure(
      `${reasons.length > 0 ? reasons.join("\n") : `terraform ${args[0]} ${how}: ${last}`}\nAll that Terraform printed: ${this.log}`,
    );
  }
}
