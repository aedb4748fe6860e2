import { endOf, nameOf } from "../stages/stage.ts";
import { type Device, packetsOnly } from "./device.ts";

/** A kind whose packets are not followed: their way ends there. */
const unfollowed = <Type extends string>(type: Type, label: string, isTunnel: boolean): Device<Type> => ({
  type,
  label,
  isTunnel,
  ...packetsOnly,
  sending: (stage) => endOf(`What ${nameOf(stage)} does with packets is not known here.`),
});

export const gre = unfollowed("gre", "gre", true);
export const sit = unfollowed("sit", "sit", true);
export const geneve = unfollowed("geneve", "geneve", true);
export const other = unfollowed("other", "", false);
