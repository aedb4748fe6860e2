import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import type { Installation } from "../model/installation.ts";
import { json } from "../model/json.ts";
import { Lab } from "./lab.ts";

/**
 * Writes every lab's Terraform configuration and, beside it, `lab.json`: the resolved lab, for all that
 * executes; `files.json`: what each machine is given while it runs; and what the lab's mode adds, e.g. Calico's resources.
 */
export function synthesize(app: App, { provider }: Installation, projectDir: string): void {
  app.synth();
  for (const lab of app.node.children.filter((child) => child instanceof Lab)) {
    const folder = join(app.outdir, "stacks", lab.node.id);
    writeFileSync(join(folder, "lab.json"), json(lab.resolve()));
    // Passwords may be in it.
    writeFileSync(join(folder, "files.json"), json(lab.givenFiles()), { mode: 0o600 });
    for (const [name, text] of Object.entries(lab.modeFiles())) writeFileSync(join(folder, name), text);
    const mirror = join(folder, "terraform.d");
    rmSync(mirror, { recursive: true, force: true });
    if (provider.choice === "offline") offerProvider(folder, mirror, provider, projectDir);
  }
}

/**
 * Makes Terraform find the provider that set-up built without any configuration: a relative link in its
 * "implied local mirror" directory. The lock file spares cdktf from asking a registry for checksums.
 */
function offerProvider(
  folder: string,
  mirror: string,
  { source, version, hash }: Installation["provider"],
  projectDir: string,
): void {
  mkdirSync(mirror);
  symlinkSync(join("..", projectDir, ".underlay/plugins"), join(mirror, "plugins"));
  const hashes = hash === undefined ? "" : `\n  hashes      = [${JSON.stringify(hash)}]`;
  const lock = `provider "${source}" {
  version     = "${version}"
  constraints = "${version}"${hashes}
}
`;
  writeFileSync(join(folder, ".terraform.lock.hcl"), lock);
}
