import type { Choices } from "../../model/choice.ts";
import type { FlannelBackend } from "./backend.ts";
import { hostGw, hostGwOptions } from "./backends/host-gw.ts";
import { ipip, ipipOptions } from "./backends/ipip.ts";
import { udp, udpOptions } from "./backends/udp.ts";
import { vxlan, vxlanOptions } from "./backends/vxlan.ts";
import { wireguard, wireguardOptions } from "./backends/wireguard.ts";

/** Every backend by flannel's own name of it (`Type` in net-conf.json), as labs in YAML give it. A new one is a file, and a line here. */
export const backends = {
  udp: { make: udp, schema: udpOptions },
  vxlan: { make: vxlan, schema: vxlanOptions },
  "host-gw": { make: hostGw, schema: hostGwOptions },
  ipip: { make: ipip, schema: ipipOptions },
  wireguard: { make: wireguard, schema: wireguardOptions },
} satisfies Choices<FlannelBackend>;
