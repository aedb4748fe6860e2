import type { App } from "cdktf";
import { ipip } from "../../../lib/cni/flannel/backends/ipip.ts";
import { wireguard } from "../../../lib/cni/flannel/backends/wireguard.ts";
import { Flannel } from "../../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../../lib/constructs/lab.ts";

/** Labs that ask more of the machine's kernel than it may have. */
export default (app: App) => {
  const backends = [ipip(), wireguard()];
  backends.forEach((backend, index) => {
    const lab = new Lab(app, `lab-e2e-${backend.name}`, { slot: 58 + index, about: backend.summary });
    lab.hosts(1, { on: lab.segment("underlay", { impair: { delay: 10, loss: 1 } }) });
    new Flannel(lab, "flannel", { backend });
  });
};
