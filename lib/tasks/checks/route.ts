import { z } from "zod";
import { parseJson } from "../../model/json.ts";
import type { CommandLine } from "../../probes/bench.ts";
import { type CheckKind, seen } from "../check-kind.ts";
import { addressAt, addressesAt, machinesAt, place, placeComplaints, requirePlace } from "../places.ts";
import { ask } from "../run/ask.ts";
import { destinationComplaints, deviceName, target, targetComplaints } from "../target.ts";

const schema = z.strictObject({
  at: place,
  to: z
    .string()
    .describe(
      "A network (`10.244.2.0/24`) or `default`: the route that is in the table. A place or an address: the route that a packet there takes.",
    ),
  via: target
    .describe("The next hop: a host or router of the lab, or an address. Default: any, or none.")
    .optional(),
  device: deviceName.describe("The device that it leads out of. Default: any.").optional(),
  expect: z
    .enum(["present", "absent"])
    .default("present")
    .describe("Whether there must be such a route, or must not. Default: present."),
});
type Options = z.infer<typeof schema>;

export const routeCheck: CheckKind<Options> = {
  kind: "route",
  about: "Whether a route is there, with its next hop and device.",
  schema,
  says: (options) => `${options.at} has ${options.expect === "absent" ? "no" : "a"} ${wanted(options)}`,
  problems: (options, lab) => [
    ...placeComplaints(lab, options, "at"),
    ...(isInTable(options.to) ? destinationComplaints(options, "to") : targetComplaints(lab, options, "to")),
    ...(options.via === undefined ? [] : targetComplaints(lab, options as { via: string }, "via")),
  ],
  needs: ({ at }, lab) => machinesAt(lab, at),

  async look(options, ground) {
    const { at, to, via, device, expect } = options;
    const command = isInTable(to) ? inTable(to) : taken(addressAt(ground.lab, to));
    const output = await ask(ground, requirePlace(ground.lab, at), command);
    // `ip route get` fails where there is no route.
    if (output.exitCode !== 0 && !/unreachable/i.test(output.stderr)) throw new Error(output.ending);
    const ways = waysIn(output.stdout);
    const gateways = via === undefined ? undefined : addressesAt(ground.lab, via);
    const found = ways.some(
      (way) =>
        (gateways === undefined || gateways.includes(way.via ?? "")) &&
        (device === undefined || way.device === device),
    );
    const has = ways.length === 0 ? "none" : ways.map(inWords).join("; ");
    return seen(found === (expect === "present"), `routes to ${to}: ${has}`);
  },
};

const wanted = ({ to, via, device }: Options): string =>
  [
    `route to ${to}`,
    ...(via === undefined ? [] : [`via ${via}`]),
    ...(device === undefined ? [] : [`dev ${device}`]),
  ].join(" ");

const isInTable = (to: string): boolean => to === "default" || to.includes("/");

const inTable = (network: string): CommandLine =>
  network === "default"
    ? ["ip", "-json", "-4", "route", "show", "default"]
    : ["ip", "-json", "-4", "route", "show", "exact", network];

const taken = (address: string): CommandLine => ["ip", "-json", "-4", "route", "get", address];

/** Where a route leads: a gateway, a device, or nowhere (`blackhole`). */
interface Way {
  readonly via?: string | undefined;
  readonly device?: string | undefined;
  readonly type?: string | undefined;
}

interface Hop {
  readonly gateway?: string;
  readonly dev?: string;
}

/** Every next hop of every route in what `ip -json route` printed. */
function waysIn(text: string): Way[] {
  const routes = parseJson(text);
  if (!Array.isArray(routes)) return [];
  return routes.flatMap((route: Hop & { readonly type?: string; readonly nexthops?: readonly Hop[] }) =>
    (route.nexthops ?? [route]).map(({ gateway, dev }) => ({
      via: gateway,
      device: dev,
      type: route.type,
    })),
  );
}

const inWords = ({ via, device, type }: Way): string =>
  [
    ...(type === undefined ? [] : [type]),
    ...(via === undefined ? [] : [`via ${via}`]),
    ...(device === undefined ? [] : [`dev ${device}`]),
  ].join(" ");
