import { lookUp, type NextHop, type Route } from "../../tables/routes.ts";
import { seenNextHop } from "../evidence/captured.ts";
import { linkNamed, owns } from "../namespace.ts";
import { forwarded } from "../packet.ts";
import { type Context, endOf, entryOf, type StageHandler, step } from "./stage.ts";

/** Looks the packet's destination up in the routing table, as each machine on the way does for itself. */
export const routing: StageHandler<"routing"> = (stage, context) => {
  const { namespace, packet, origin } = stage;
  const { name } = namespace.machine;
  const { dst } = packet[0];
  if (owns(namespace, dst)) return { hops: [], next: { at: "delivering", namespace, packet } };
  const route = lookUp(namespace.routes, dst);
  if (route === null) return endOf(`${name} has no route to ${dst}.`);
  const after = origin === "forwarded" ? forwarded(packet) : packet;
  if (after[0].ttl < 1) return endOf(`${name} drops the packet: its TTL is used up.`);
  const chosen = choose(route, stage, context);
  if (chosen === null) return endOf(`${name} drops the packet: its route to ${dst} is "${route.text}".`);
  const { device, via } = chosen.nextHop;
  const link = linkNamed(namespace, device);
  if (link === null) return endOf(`The state of ${name} has no device ${device}, which its route names.`);
  const hop = step(namespace, link, {
    what: [
      says(dst, chosen.nextHop),
      ...chosen.why,
      ...(origin === "forwarded" ? [`The TTL falls to ${after[0].ttl}.`] : []),
    ].join(" "),
    before: origin === "made" ? [] : packet,
    after,
    entry: entryOf(namespace, "route", [route.text, chosen.nextHop.text].filter(Boolean).join("\n")),
    alternatives: route.nextHops.flatMap(({ text }) => (text === chosen.nextHop.text ? [] : (text ?? []))),
  });
  return { hops: [hop], next: { at: "sending", namespace, link, nextHop: via ?? dst, packet: after } };
};

const says = (dst: string, { device, via }: NextHop): string =>
  via === null
    ? `The route to ${dst} leads directly by ${device}.`
    : `The route to ${dst} leads by ${device} to the gateway ${via}.`;

/**
 * Which of several equally good next hops a flow takes is the kernel's hash. A capture on the machine tells;
 * without one it is the first.
 */
function choose(
  { nextHops }: Route,
  { namespace, packet }: Parameters<StageHandler<"routing">>[0],
  context: Context,
): { readonly nextHop: NextHop; readonly why: readonly string[] } | null {
  const [first] = nextHops;
  if (first === undefined) return null;
  if (nextHops.length === 1) return { nextHop: first, why: [] };
  const seen = seenNextHop(nextHops, namespace, packet, context);
  const why = seen === null ? "the first is shown" : "the capture shows that this one was taken";
  return { nextHop: seen ?? first, why: [`${nextHops.length} next hops share the traffic; ${why}.`] };
}
