import { deviceOf } from "../devices/devices.ts";
import type { StageHandler } from "./stage.ts";

/** Hands an IP packet to a device, which does what its kind does. */
export const sending: StageHandler<"sending"> = (stage, context) =>
  deviceOf(stage.link).sending(stage, context);
