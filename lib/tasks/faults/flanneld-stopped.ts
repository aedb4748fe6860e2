import { z } from "zod";
import { unknownName } from "../../model/names.ts";
import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import type { FaultKind } from "../fault-kind.ts";
import { ask } from "../run/ask.ts";

const schema = z.strictObject({
  host: z.string().describe("The host whose flanneld it is."),
});
type Options = z.infer<typeof schema>;

/**
 * The process is stopped and not ended: a host starts a service again that has ended. `ps` shows it in state T (proc(5)), and it goes on
 * by SIGCONT, or is started anew after SIGKILL.
 */
export const flanneldStoppedFault: FaultKind<Options> = {
  kind: "flanneld-stopped",
  about:
    "flanneld of a host is stopped (SIGSTOP). What it wrote to the kernel stays; the backend udp carries no packets without it.",
  schema,
  says: ({ host }) => `flanneld of ${host} stopped`,
  problems: ({ host }, { lab, hosts }) => {
    const known = hosts.map(({ name }) => name);
    if (known.includes(host)) return [];
    return [{ option: "host", message: unknownName(`${lab} has no host "${host}"`, host, known) }];
  },
  changes: ({ host }) => `flanneld of ${host}`,

  async look({ host }, bench) {
    if (!(await signal(host, "0", bench))) throw new Error(`${host} runs no flanneld`);
    return null;
  },

  async apply({ host }, bench) {
    if (!(await signal(host, "STOP", bench))) throw new Error(`${host} runs no flanneld`);
  },

  async undo({ host }, bench) {
    if (bench.lab.hosts.some(({ name }) => name === host)) await signal(host, "CONT", bench);
  },
};

/** False where no flanneld runs: pkill(1), status 1. */
async function signal(host: string, name: string, bench: Bench): Promise<boolean> {
  const { exitCode, ending } = await ask(bench, itself(host), ["pkill", `-${name}`, "-x", "flanneld"]);
  if (exitCode !== 0 && exitCode !== 1) throw new Error(ending);
  return exitCode === 0;
}
