import { z } from "zod";
import { type Named, nameOf } from "../ends.ts";
import { isEnd } from "../options.ts";
import { itself, machineOf, outputOf } from "../places.ts";
import { addressesOf, asBeforeWithin, sessionsAt } from "./as-before.ts";
import { type EventKind, endGoesDown, type Scene, unknownHost } from "./event.ts";

const schema = z
  .object({ kind: z.literal("reflector-killed"), host: z.string() })
  .describe("A host was killed, and started again at the end");
export interface ReflectorKilled extends z.infer<typeof schema> {}

export interface ReflectorKilledOptions {
  /** The host that is killed. */
  readonly host: Named;
}

/**
 * Kills a host that others learn their routes from. It is started again when the probe ends.
 *
 * @example
 * ```ts
 * const event = reflectorKilled({ host: "host3" });
 * lab.probe(convergence({ event, from: client, to: server }));
 * ```
 */
export const reflectorKilled = ({ host, ...others }: ReflectorKilledOptions): ReflectorKilled => ({
  ...others,
  kind: "reflector-killed",
  host: nameOf(host),
});

export const reflectorKilledKind: EventKind<ReflectorKilled> = {
  kind: "reflector-killed",
  make: reflectorKilled,
  schema,
  inWords: ({ host }) => `${host} killed`,
  problems: ({ host }, { from, to }, lab, path) => [
    ...unknownHost(host, lab, path),
    ...[from, to]
      .filter((end) => isEnd(end) && end.host === host)
      .map(({ name }) => endGoesDown(path, host, name)),
  ],
  cause: ({ host }, { bench }) => bench.machine(host, "kill"),
  async undo({ host }, scene) {
    await scene.bench.machine(host, "start");
    await renewSessions(host, scene);
  },
};

/**
 * Ends sessions with a host that was killed. Sessions that its peers opened are still Established to them: a killed host sends
 * neither FIN nor RST, and the peers' next keepalive (RFC 4271), which it would answer with RST, is due more than a minute later.
 */
async function renewSessions(host: string, { before, bench }: Scene): Promise<void> {
  const addresses = addressesOf(machineOf(bench.lab, host));
  const deadline = bench.elapsed() + asBeforeWithin;
  while ((await sessionsAt(host, bench)) === null) {
    if (bench.elapsed() > deadline)
      throw new Error(`BIRD does not answer in ${host} within ${asBeforeWithin} s of its start`);
    await bench.wait(0.2);
  }
  const peers = before.filter(({ machine }) => machine.name !== host);
  await Promise.all(
    peers.map(async ({ machine: { name }, sessions }) => {
      const stale = sessions.find(({ peer }) => addresses.includes(peer ?? ""));
      const now = await sessionsAt(name, bench);
      const same = now?.find(({ protocol, since }) => protocol === stale?.protocol && since === stale.since);
      if (same) await outputOf(bench, itself(name), ["underlay-bgp", "restart", same.protocol]);
    }),
  );
}
