import type { Choices } from "../../model/choice.ts";
import type { CalicoMode } from "./mode.ts";
import { fullMesh, fullMeshOptions } from "./modes/full-mesh.ts";
import { gatewayDynamic, gatewayDynamicOptions } from "./modes/gateway-dynamic.ts";
import { gatewayRr, gatewayRrOptions } from "./modes/gateway-rr.ts";
import { ipip, ipipOptions } from "./modes/ipip.ts";
import { routeReflector, routeReflectorOptions } from "./modes/route-reflector.ts";
import { vxlan, vxlanOptions } from "./modes/vxlan.ts";

/** Every mode by the name that labs in YAML have for it. A new one is a file, and a line here. */
export const modes = {
  "full-mesh": { make: fullMesh, schema: fullMeshOptions },
  "route-reflector": { make: routeReflector, schema: routeReflectorOptions },
  "gateway-dynamic": { make: gatewayDynamic, schema: gatewayDynamicOptions },
  "gateway-rr": { make: gatewayRr, schema: gatewayRrOptions },
  ipip: { make: ipip, schema: ipipOptions },
  vxlan: { make: vxlan, schema: vxlanOptions },
} satisfies Choices<CalicoMode>;
