import { describe, expect, it } from "vitest";
import { useChangingLab } from "./changing-lab.ts";
import { containers, docker, inLab, underlay, until } from "./support.ts";

const imports = `import type { App } from "cdktf";
import { Calico } from "../../lib/cni/calico/calico.ts";
import { gatewayDynamic } from "../../lib/cni/calico/modes/gateway-dynamic.ts";
import { vxlan as calicoVxlan } from "../../lib/cni/calico/modes/vxlan.ts";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../lib/constructs/lab.ts";
`;

describe("a lab that gets a host more", () => {
  const name = "lab-e2e-grow";
  /** As lab-calico-gateway, with the other side first: hosts are numbered as they are added. */
  const growing = (left: number): string => `${imports}
export default (app: App) => {
  const lab = new Lab(app, "${name}", { slot: 45, about: "A lab that grows" });
  const [left, right] = [lab.segment("left"), lab.segment("right")];
  lab.router("router1", { on: [left, right] });
  lab.host("far", { number: 9, on: right }).workload("far-workload");
  for (let number = 1; number <= ${left}; number += 1)
    lab.host(\`host\${number}\`, { number, on: left }).workload(\`workload\${number}\`);
  new Calico(lab, "calico", { mode: gatewayDynamic() });
};
`;
  const lab = useChangingLab(name, growing(1));

  it("keeps every other machine as it was: nothing names the hosts one by one (C17)", async () => {
    const before = await containers(name);
    expect(Object.keys(before).sort()).toEqual(["far", "host1", "router1"]);
    await lab.deploy(growing(2));
    const after = await containers(name);
    expect(after).toEqual({ ...before, host2: expect.any(String) });
    const started = (await docker(`inspect --format {{.State.StartedAt}} ${after.host2}`)).trim();
    const ping = await inLab(name, "far-workload", ["ping", "-n", "-c", "1", "-W", "10", "10.244.2.0"]);
    expect(ping.stdout).toContain("1 received");
    expect(Date.now() - Date.parse(started)).toBeLessThan(60_000);
  });
});

/** Mode, its line in the file, the subnet of the host that goes, and the address of another's workload. */
describe.each([
  ["flannel", 'new Flannel(lab, "flannel", { backend: vxlan() });', "10.244.3.0/24", "10.244.2.2"],
  ["calico", 'new Calico(lab, "calico", { mode: calicoVxlan() });', "10.244.3.0/26", "10.244.2.1"],
])("a lab with a datastore, by %s, that loses a host", (mode, install, subnet, other) => {
  const name = `lab-e2e-shrink-${mode}`;
  const shrinking = (hosts: number): string => `${imports}
export default (app: App) => {
  const lab = new Lab(app, "${name}", { slot: 45, about: "A lab that shrinks" });
  const segment = lab.segment("underlay");
  for (let number = 1; number <= ${hosts}; number += 1)
    lab.host(\`host\${number}\`, { number, on: segment }).workload(\`workload\${number}\`);
  ${install}
};
`;
  const lab = useChangingLab(name, shrinking(3));

  it("keeps the others as they were, ready, and without a route to it", async () => {
    const { host3, ...others } = await containers(name);
    expect(host3).toBeDefined();
    const routes = async () => (await inLab(name, "host1", ["ip", "route"])).stdout;
    expect(await routes()).toContain(`${subnet} via`);
    await lab.deploy(shrinking(2));
    expect(await containers(name)).toEqual(others);
    await until("the route is gone", 60, async () => !(await routes()).includes(`${subnet} via`));
    // Long enough for the gates to be asked again.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await until("the others are ready", 60, async () => (await underlay(["inspect", name])).exitCode === 0);
    const ping = await inLab(name, "workload1", ["ping", "-n", "-c", "1", "-W", "10", other]);
    expect(ping.stdout).toContain("1 received");
  });
});
