import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx/core";
import { registryProvider } from "../../model/installation.ts";
import { engineEnvironment } from "../tool-environment.ts";
import { readMemory, writeState } from "./record.ts";

/** The image that hosts and workloads are based on where a registry answers. */
export const registryBase = "debian:bookworm-slim";

const file = "registries.json";

/**
 * Whether the registries of images and of Terraform providers answer here. Each is asked once, with a time limit;
 * the answer is remembered, because a machine without a registry should not wait for one at every set-up.
 */
export class RegistryAnswers {
  readonly #answers: Record<string, boolean>;

  constructor({ forget }: { readonly forget: boolean }) {
    this.#answers = forget ? {} : (readMemory<Record<string, boolean>>(file) ?? {});
  }

  /** What is remembered; undefined when nobody has asked yet. */
  remembered(registry: "images" | "providers"): boolean | undefined {
    return this.#answers[registry];
  }

  images(engineHost: string): Promise<boolean> {
    return this.#ask("images", async () => {
      const env = engineEnvironment(engineHost);
      const docker = $({ env, quiet: true, nothrow: true });
      // The manifest is asked for within a time limit before the image is pulled without one, so that a slow download does not
      // count as no answer.
      const manifest = await docker({ timeout: "15s" })`docker manifest inspect ${registryBase}`;
      return manifest.exitCode === 0 && (await docker`docker pull ${registryBase}`).exitCode === 0;
    });
  }

  /** Runs `init` of a configuration that needs the provider: that shows whether it can be installed here. */
  providers(terraform: string): Promise<boolean> {
    return this.#ask("providers", async () => {
      const folder = await mkdtemp(join(tmpdir(), "underlay-registry-"));
      const { source, version } = registryProvider;
      const main = { terraform: { required_providers: { docker: { source, version } } } };
      await writeFile(join(folder, "main.tf.json"), JSON.stringify(main));
      const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
      const init = await $({
        cwd: folder,
        env,
        quiet: true,
        nothrow: true,
        timeout: "30s",
      })`${terraform} init -input=false`;
      await rm(folder, { recursive: true, force: true });
      return init.exitCode === 0;
    });
  }

  async #ask(registry: string, question: () => Promise<boolean>): Promise<boolean> {
    const known = this.#answers[registry];
    if (known !== undefined) return known;
    const answer = await question();
    this.#answers[registry] = answer;
    writeState(file, this.#answers);
    return answer;
  }
}
