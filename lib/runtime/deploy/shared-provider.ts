import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Installation } from "../../model/installation.ts";
import { stateDir } from "../project.ts";
import { offlineProviderPath } from "../setup/provider.ts";

/** Seconds within which a provider has begun to serve. */
const patience = 10;

let users = 0;
let server: { readonly process: ChildProcess; readonly address: Promise<string | undefined> } | undefined;

/**
 * Runs `work` while one provider serves all runs of Terraform that go on at that moment, and tells it what their environment has to
 * hold besides. Terraform alone would start a provider four times for each lab. Nothing is told where there is no program that can be
 * shared (the registry's ends with its Terraform only), or where it does not begin: Terraform starts its own then. It ends with
 * the last user, or with this process, however that ends.
 */
export async function withSharedProvider<T>(
  { provider }: Installation,
  environment: NodeJS.ProcessEnv,
  work: (shared: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  if (provider.choice !== "offline") return work({});
  users += 1;
  try {
    server ??= serve(environment);
    const address = await server.address;
    return await work(address === undefined ? {} : { TF_REATTACH_PROVIDERS: address });
  } finally {
    users -= 1;
    if (users === 0) await end();
  }
}

function serve(env: NodeJS.ProcessEnv): NonNullable<typeof server> {
  // In a session of its own: a terminal's Ctrl-C is for Terraform, which ends in order what the provider does.
  const child = spawn(offlineProviderPath(), ["-shared"], {
    ...{ cwd: stateDir, env, detached: true },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise<undefined>((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("exit", () => resolve(undefined));
    setTimeout(() => resolve(undefined), patience * 1000).unref();
  });
  const told = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, address] = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  child.once("exit", () => {
    if (server?.process === child) server = undefined;
  });
  return { process: child, address: Promise.race([told, ended]) };
}

async function end(): Promise<void> {
  const child = server?.process;
  server = undefined;
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.stdin?.end();
  await exit;
}
