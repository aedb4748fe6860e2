import type { Problem } from "../model/errors.ts";

/** How complaints of the model's begin that are not true of a part which the file asks for in a way that cannot be read. */
const untrue = {
  segments: [/^There is no segment /],
  hosts: [/^The lab has no hosts\b/, /^There is no (host|workload) /],
  routers: [
    /^There is no host or router /,
    /^No way leads from /,
    /^No host is on this segment\b/,
    /^\S+ \(\S+\) has no router /,
    /^The lab has no router /,
  ],
  cni: [/^The lab has no CNI mode\b/],
  probes: [/^The lab lists claims, but has no probe /, /^The lab is expected to be broken, but no probe /],
} satisfies Readonly<Record<string, readonly RegExp[]>>;

/** A part of a lab that its file asks for in a way that cannot be read: the lab lacks it, but not because nobody asked. */
export type Unreadable = keyof typeof untrue;

/** Whether a complaint follows from that alone, and so leads astray whoever mends the file. */
export const followsFrom = (parts: readonly Unreadable[], { message }: Problem): boolean =>
  parts.some((part) => untrue[part].some((beginning) => beginning.test(message)));
