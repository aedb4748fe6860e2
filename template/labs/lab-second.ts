import type { App } from "cdktf";
import { Flannel, hostGw, iperf, Lab, pathMtu, ping, snapshot, tcpdump } from "underlay";

export default (app: App) => {
  const lab = new Lab(app, "lab-second", {
    slot: 2,
    about: "The same hosts without a tunnel: the next hop is the peer host",
  });
  const [host1, host2] = lab.hosts(2, { on: lab.segment("underlay") });
  new Flannel(lab, "flannel", { backend: hostGw() });
  const [from, to] = [host1.workload("client"), host2.workload("server")];
  lab.probe(ping({ from, to }));
  lab.probe(tcpdump({ on: host1, from, to }));
  lab.probe(snapshot());
  lab.probe(pathMtu({ from, to }));
  lab.probe(iperf({ from, to, streams: [1, 8] }));
};
