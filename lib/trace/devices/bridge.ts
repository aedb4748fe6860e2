import type { Device } from "./device.ts";
import { inFrames, onBridge } from "./frames.ts";

/** What a machine sends by its bridge goes through it as the frames of its ports do. */
export const bridge: Device<"bridge"> = {
  type: "bridge",
  label: "bridge",
  isTunnel: false,
  ...inFrames(onBridge),
  leaving: ({ namespace, link, nextHop, frame }) => ({
    hops: [],
    next: { at: "bridging", namespace, link, nextHop, frame },
  }),
};
