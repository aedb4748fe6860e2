import type { App } from "cdktf";
import { Lab } from "../../lib/constructs/lab.ts";
import type { LabProps } from "../../lib/constructs/lab-props.ts";
import { ping } from "../../lib/probes/ping.ts";
import type { Cni } from "./cni.ts";
import { measure } from "./measure.ts";

/** Three hosts on one segment, a workload on each: the labs differ in what joins the workloads alone. */
export function oneSegment(app: App, name: string, props: LabProps, cni: Cni) {
  const lab = new Lab(app, name, props);
  const segment = lab.segment("underlay");
  const [a, b, c] = lab.hosts(3, { on: segment });
  cni(lab);

  const client = a.workload("client");
  const server = b.workload("server");
  const observer = c.workload("observer");

  lab.probe(ping({ name: "ping-third", from: observer, to: client }));
  measure(lab, { on: a, from: client, to: server });
  return { lab, first: a, second: b, client, server };
}
