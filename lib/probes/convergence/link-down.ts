import { z } from "zod";
import { unknownName } from "../../model/lab-errors.ts";
import { type Named, nameOf } from "../ends.ts";
import { routeCommands, setLinkCommand } from "../link-state.ts";
import { isEnd } from "../options.ts";
import { itself, machineOf, outputOf } from "../places.ts";
import type { EventKind, Scene } from "./event.ts";

const schema = z
  .object({ kind: z.literal("link-down"), machine: z.string(), segment: z.string() })
  .describe("A machine's link to a segment was set down, and up again at the end");
export interface LinkDown extends z.infer<typeof schema> {}

export interface LinkDownOptions {
  /** The host or router. */
  readonly machine: Named;
  /** The segment at the link's other end. */
  readonly segment: Named;
}

/**
 * Sets a machine's link to a segment down, be it a host or a router. It is set up again when the probe ends.
 *
 * @example
 * ```ts
 * const event = linkDown({ machine: "leaf1", segment: "leaf1-spine1" });
 * lab.probe(convergence({ event, from: client, to: server }));
 * ```
 */
export const linkDown = ({ machine, segment, ...others }: LinkDownOptions): LinkDown => ({
  ...others,
  kind: "link-down",
  machine: nameOf(machine),
  segment: nameOf(segment),
});

export const linkDownKind: EventKind<LinkDown> = {
  kind: "link-down",
  make: linkDown,
  schema,
  inWords: ({ machine, segment }) => `link of ${machine} to ${segment} down`,

  problems({ machine, segment }, { from, to }, lab, path) {
    const machines = [...lab.hosts, ...lab.routers];
    const segments = lab.segments.map(({ name }) => name);
    const found = machines.find(({ name }) => name === machine);
    if (!found)
      return [
        unknownName(
          path,
          "host or router",
          machine,
          machines.map(({ name }) => name),
        ),
      ];
    if (!segments.includes(segment)) return [unknownName(path, "segment", segment, segments)];
    const own = found.attachments.map((attachment) => attachment.segment);
    const elsewhere = `${machine} is not on segment "${segment}", so it has no link to it. It is on: ${own.join(", ")}.`;
    if (!own.includes(segment as (typeof own)[number])) return [{ path, message: elsewhere }];
    const cutOff = [from, to].find((end) => isEnd(end) && end.host === machine && own.length === 1);
    const alone = `The event cuts ${machine} off, and the workload "${cutOff?.name}" with it. Choose a workload of another host, or a machine with another way.`;
    return cutOff ? [{ path, message: alone }] : [];
  },

  async cause(event, scene) {
    const command = setLinkCommand(await deviceOf(event, scene), "down");
    await outputOf(scene.bench, itself(event.machine), command);
    return scene.bench.line(itself(event.machine), command);
  },

  async undo(event, scene) {
    const { bench } = scene;
    const up = setLinkCommand(await deviceOf(event, scene), "up");
    for (const command of [up, ...routeCommands(machineOf(bench.lab, event.machine))])
      await outputOf(bench, itself(event.machine), command);
  },
};

/** Its address stays on a device that is down. */
async function deviceOf({ machine, segment }: LinkDown, { bench }: Scene): Promise<string> {
  const link = machineOf(bench.lab, machine).interfaces.find((each) => each.segment === segment);
  if (!link) throw new Error(`${machine} is not on segment ${segment}`);
  return (await outputOf(bench, itself(machine), ["underlay-device", link.address])).trim();
}
