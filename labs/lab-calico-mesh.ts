import type { App } from "cdktf";
import { fullMesh } from "../lib/cni/calico/modes/full-mesh.ts";
import { convergence } from "../lib/probes/convergence.ts";
import { sessionDown, workloadAdded } from "../lib/probes/convergence-events.ts";
import { calico } from "./shapes/cni.ts";
import { oneSegment } from "./shapes/one-segment.ts";

export default (app: App) => {
  const { lab, first, second, client, server } = oneSegment(
    app,
    "lab-calico-mesh",
    {
      slot: 20,
      about: "Calico, node-to-node mesh: BGP tells every host the way to every block, and there is no bridge",
    },
    calico(fullMesh()),
  );
  const down = sessionDown({ host: first, peer: second });
  lab.probe(convergence({ name: "session-down", event: down, from: client, to: server, count: 30 }));
  const added = workloadAdded({ host: second });
  lab.probe(convergence({ name: "workload-added", event: added, from: client, count: 20 }));
};
