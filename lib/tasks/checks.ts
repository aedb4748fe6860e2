import { z } from "zod";
import type { Choices } from "../model/choice.ts";
import { type CheckKind, common } from "./check-kind.ts";
import { bgpCheck } from "./checks/bgp.ts";
import { claimCheck } from "./checks/claim.ts";
import { commandCheck } from "./checks/command.ts";
import { fileCheck } from "./checks/file.ts";
import { gatesCheck } from "./checks/gates.ts";
import { mtuCheck } from "./checks/mtu.ts";
import { packetsCheck } from "./checks/packets.ts";
import { pathMtuCheck } from "./checks/path-mtu.ts";
import { pingCheck } from "./checks/ping.ts";
import { routeCheck } from "./checks/route.ts";

/** Every kind of check. A new one is a file, and its name here. */
const listed = [
  pingCheck,
  routeCheck,
  bgpCheck,
  packetsCheck,
  mtuCheck,
  pathMtuCheck,
  fileCheck,
  commandCheck,
  gatesCheck,
  claimCheck,
] as const;

const checkKinds: readonly CheckKind<object>[] = listed;

/** Every kind by its name, with all options that files may give it. */
export const checkChoices: Choices<string> & Readonly<Record<string, { readonly about: string }>> =
  Object.fromEntries(
    checkKinds.map(({ kind, about, schema }) => [
      kind,
      { about, make: () => kind, schema: z.strictObject({ ...schema.shape, ...common }) },
    ]),
  );

/** The kind of a check. Throws for one that this version does not know. */
export function checkKindOf({ kind: name }: { readonly kind: string }): CheckKind<object> {
  const kind = checkKinds.find((each) => each.kind === name);
  if (!kind)
    throw new Error(`there is no kind of check "${name}"; known: ${Object.keys(checkChoices).join(", ")}`);
  return kind;
}
