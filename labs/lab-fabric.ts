import type { App } from "cdktf";
import { vxlan } from "../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../lib/cni/flannel/flannel.ts";
import { Lab } from "../lib/constructs/lab.ts";
import { measure } from "./shapes/measure.ts";

export default (app: App) => {
  const lab = new Lab(app, "lab-fabric", {
    slot: 10,
    about: "Leaf and spine: OSPF finds two equal ways between racks, and VXLAN needs to know of none",
    routing: "ospf",
  });
  const racks = ["rack1", "rack2"].map((name) => lab.segment(name));
  const links = ["spine1", "spine2"].map((spine) =>
    ["leaf1", "leaf2"].map((leaf) => lab.segment(`${leaf}-${spine}`, { prefixLength: 29 })),
  );
  racks.forEach((rack, leaf) => {
    lab.router(`leaf${leaf + 1}`, { on: [rack, ...links.flatMap((spine) => spine[leaf] ?? [])] });
  });
  links.forEach((spine, index) => {
    lab.router(`spine${index + 1}`, { on: spine });
  });
  const [a, , c] = racks.flatMap((rack) => lab.hosts(2, { on: rack }));
  if (!a || !c) return;
  new Flannel(lab, "flannel", { backend: vxlan() });
  measure(lab, { on: a, from: a.workload("client"), to: c.workload("server") });
};
