import type { App } from "cdktf";
import { Lab } from "../../lib/constructs/lab.ts";
import type { LabProps } from "../../lib/constructs/lab-props.ts";
import type { Cni } from "./cni.ts";

/** Two hosts on the left of a router and one on its right, a workload on each. More on the left leave the others as they are. */
export function twoSegments(app: App, name: string, props: LabProps, cni: Cni) {
  const lab = new Lab(app, name, props);
  const [left, right] = [lab.segment("left"), lab.segment("right")];
  const router = lab.router("router1", { on: [left, right] });
  const c = lab.host("host3", { on: right, number: 3 });
  const [a, b] = lab.hosts(2, { on: left });
  cni(lab);
  return {
    lab,
    left: a,
    right: c,
    /** The far side of the router: what comes out of it. */
    farSide: { on: router, segment: right },
    client: a.workload("client"),
    neighbour: b.workload("neighbour"),
    server: c.workload("server"),
  };
}
