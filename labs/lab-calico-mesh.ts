import type { App } from "cdktf";
import { fullMesh } from "../lib/cni/calico/modes/full-mesh.ts";
import { calico } from "./shapes/cni.ts";
import { oneSegment } from "./shapes/one-segment.ts";

export default (app: App) =>
  oneSegment(
    app,
    "lab-calico-mesh",
    {
      slot: 20,
      about: "Calico, node-to-node mesh: BGP tells every host the way to every block, and there is no bridge",
    },
    calico(fullMesh()),
  );
