import type { Choices } from "../model/choice.ts";
import type { FaultKind } from "./fault-kind.ts";
import { addressTwiceFault } from "./faults/address-twice.ts";
import { bgpDownFault } from "./faults/bgp-down.ts";
import { bgpWrongAsFault } from "./faults/bgp-wrong-as.ts";
import { bgpWrongPasswordFault } from "./faults/bgp-wrong-password.ts";
import { commandFault } from "./faults/command.ts";
import { flanneldStoppedFault } from "./faults/flanneld-stopped.ts";
import { impairmentFault } from "./faults/impairment.ts";
import { linkDownFault } from "./faults/link-down.ts";
import { routeDeletedFault } from "./faults/route-deleted.ts";
import { wrongMtuFault } from "./faults/wrong-mtu.ts";

/** Every kind of fault. A new one is a file, and its name here. */
const listed = [
  linkDownFault,
  wrongMtuFault,
  impairmentFault,
  bgpDownFault,
  bgpWrongAsFault,
  bgpWrongPasswordFault,
  flanneldStoppedFault,
  routeDeletedFault,
  addressTwiceFault,
  commandFault,
] as const;

export const faultKinds: readonly FaultKind<object>[] = listed;

/** Every kind by its name. */
export const faultChoices: Choices<string> & Readonly<Record<string, { readonly about: string }>> =
  Object.fromEntries(
    faultKinds.map(({ kind, about, schema }) => [kind, { about, make: () => kind, schema }]),
  );

/** The kind of a fault. Throws for one that this version does not know. */
export function faultKindOf({ kind: name }: { readonly kind: string }): FaultKind<object> {
  const kind = faultKinds.find((each) => each.kind === name);
  if (!kind)
    throw new Error(`there is no kind of fault "${name}"; known: ${Object.keys(faultChoices).join(", ")}`);
  return kind;
}
