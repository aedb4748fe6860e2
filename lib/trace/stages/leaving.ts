import { deviceOf } from "../devices/devices.ts";
import type { StageHandler } from "./stage.ts";

/** Takes a frame out of a device: to whatever is at its other side. */
export const leaving: StageHandler<"leaving"> = (stage, context) =>
  deviceOf(stage.link).leaving(stage, context);
