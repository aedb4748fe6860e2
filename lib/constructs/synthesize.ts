import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import { json } from "../model/host-files.ts";
import type { Installation } from "../model/installation.ts";
import { Lab } from "./lab.ts";

/**
 * Writes every lab's Terraform configuration and, beside it, `lab.json`: the resolved lab, for all that
 * executes. Where set-up built the provider, a relative link makes Terraform find it without any
 * configuration (its "implied local mirror" directory).
 */
export function synthesize(app: App, installation: Installation, projectDir: string): void {
  app.synth();
  for (const lab of app.node.children.filter((child) => child instanceof Lab)) {
    const folder = join(app.outdir, "stacks", lab.node.id);
    writeFileSync(join(folder, "lab.json"), json(lab.resolve()));
    const mirror = join(folder, "terraform.d");
    rmSync(mirror, { recursive: true, force: true });
    if (installation.provider.choice !== "offline") continue;
    mkdirSync(mirror);
    symlinkSync(join("..", projectDir, ".underlay/plugins"), join(mirror, "plugins"));
  }
}
