import type { App } from "cdktf";
import type { FlannelBackend } from "../../lib/cni/flannel/backend.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { Lab, type LabProps } from "../../lib/constructs/lab.ts";
import { ping } from "../../lib/probes/ping.ts";
import { measure } from "./measure.ts";

/** Three hosts on one segment, a workload on each, joined by flannel: the labs differ in the backend alone. */
export function oneSegment(app: App, name: string, props: LabProps, backend: FlannelBackend): void {
  const lab = new Lab(app, name, props);
  const segment = lab.segment("underlay");
  const [a, b, c] = lab.hosts(3, { on: segment });
  new Flannel(lab, "flannel", { backend });

  const client = a.workload("client");
  const server = b.workload("server");
  const observer = c.workload("observer");

  lab.probe(ping({ name: "ping-third", from: observer, to: client }));
  measure(lab, { on: a, from: client, to: server });
}
