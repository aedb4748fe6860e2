import type { App } from "cdktf";
import { Calico } from "../../../lib/cni/calico/calico.ts";
import { gatewayDynamic } from "../../../lib/cni/calico/modes/gateway-dynamic.ts";
import { Lab } from "../../../lib/constructs/lab.ts";

/** Calico's gateway with every option that its labs leave at the default: external sessions with passwords, all by way of the router, small blocks. */
export default (app: App) => {
  const lab = new Lab(app, "lab-e2e-gateway", { slot: 55, about: "A gateway of another AS, with passwords" });
  const [left, right] = [lab.segment("left"), lab.segment("right")];
  lab.router("router1", { on: [left, right] });
  const [a, b] = lab.hosts(2, { on: left });
  const [c] = lab.hosts(1, { on: right });
  new Calico(lab, "calico", {
    mode: gatewayDynamic({
      gatewayAsNumber: 65000,
      password: "of both",
      throughGateway: true,
      blockSize: 30,
    }),
  });
  a.workload("client");
  b.workload("neighbour");
  c.workload("server");
};
