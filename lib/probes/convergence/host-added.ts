import { z } from "zod";
import { type Named, nameOf } from "../ends.ts";
import { isEnd } from "../options.ts";
import { addressOf } from "../places.ts";
import { type EventKind, endGoesDown, unknownHost } from "./event.ts";

const schema = z
  .object({ kind: z.literal("host-added"), host: z.string() })
  .describe("A host that had been stopped beforehand was started");
export interface HostAdded extends z.infer<typeof schema> {}

export interface HostAddedOptions {
  /** The host that joins. */
  readonly host: Named;
}

/**
 * Starts a host that was stopped just before: a host that joins.
 *
 * @example
 * ```ts
 * const event = hostAdded({ host: host2 });
 * lab.probe(convergence({ event, from: client, to: server }));
 * ```
 */
export const hostAdded = ({ host, ...others }: HostAddedOptions): HostAdded => ({
  ...others,
  kind: "host-added",
  host: nameOf(host),
});

export const hostAddedKind: EventKind<HostAdded> = {
  kind: "host-added",
  make: hostAdded,
  schema,
  addsEnd: true,
  inWords: ({ host }) => `${host} added`,

  problems({ host }, { from, to }, lab, path) {
    const elsewhere = `The event adds ${host}, but "${to?.name}" is no workload of it, so pinging it tells nothing of the event. Choose one of ${host}.`;
    return [
      ...unknownHost(host, lab, path),
      ...(isEnd(from) && from.host === host ? [endGoesDown(path, host, from.name)] : []),
      ...(isEnd(to) && to.host !== host ? [{ path, message: elsewhere }] : []),
    ];
  },

  async prepare({ host }, { to, bench }) {
    await bench.machine(host, "stop");
    return addressOf(bench.lab, to);
  },
  cause: ({ host }, { bench }) => bench.machine(host, "start"),
  async undo({ host }, { bench }) {
    await bench.machine(host, "start");
  },
};
