import { describe, expect, it } from "vitest";
import { silence, useChangingLab } from "./changing-lab.ts";
import { containers, docker, inLab, lines, until } from "./support.ts";

const imports = `import type { App } from "cdktf";
import { Calico } from "../../lib/cni/calico/calico.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { vxlan } from "../../lib/cni/calico/modes/vxlan.ts";
import { vxlan as flannelVxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { Lab } from "../../lib/constructs/lab.ts";
`;

interface Shape {
  readonly hosts?: number;
  readonly install: string;
  readonly more?: string;
  readonly segment?: string;
}

/** A lab on one segment, with a workload for each host. */
const labFile = (
  name: string,
  { hosts = 3, install, more = "", segment = "{}" }: Shape,
): string => `${imports}
export default (app: App) => {
  const lab = new Lab(app, "${name}", { slot: 43, about: "A lab that changes while it runs" });
  const segment = lab.segment("underlay", ${segment});
  const hosts = lab.hosts(${hosts}, { on: segment });
  hosts.forEach((host, index) => host.workload(\`workload\${index + 1}\`));
  ${more}
  ${install}
};
`;

/** No change is left to be made. */
const isEmpty = (plan: string) => /No changes|no changes|No differences/.test(plan);

describe("a Calico lab that runs", () => {
  const name = "lab-e2e-reload-calico";
  const mode = (text: string, more: Partial<Shape> = {}) =>
    labFile(name, { install: `new Calico(lab, "calico", { mode: ${text} });`, ...more });
  const lab = useChangingLab(name, mode("vxlan()"));
  const routeTo = async (block: string) =>
    lines((await inLab(name, "host1", ["ip", "route"])).stdout).filter((line) => line.startsWith(block));
  const links = async (host: string) => (await inLab(name, host, ["ip", "-brief", "link"])).stdout;

  it.each([
    ["across subnets only", 'vxlan({ vxlanMode: "CrossSubnet" })', "via 100.107.0.2 dev eth0"],
    ["always", "vxlan()", "dev vxlan.calico"],
  ])("takes another encapsulation with at most three seconds of silence: %s", async (_, text, route) => {
    const before = await containers(name);
    const workloads = await inLab(name, "host2", ["docker", "ps", "--quiet", "--no-trunc"]);
    expect(await silence(name, "workload1", "10.244.2.1", () => lab.deploy(mode(text)))).toBeLessThanOrEqual(
      3,
    );
    expect(await containers(name)).toEqual(before);
    const now = await inLab(name, "host2", ["docker", "ps", "--quiet", "--no-trunc"]);
    expect(now.stdout).toBe(workloads.stdout);
    expect((await routeTo("10.244.2.0/26")).join()).toContain(route);
  });

  it("takes a mode with other programs, and nothing of the former stays", async () => {
    const before = await containers(name);
    await lab.deploy(mode("fullMesh()"));
    expect(await containers(name)).toEqual(before);
    await until("the tunnel is gone", 30, async () => !(await links("host1")).includes("vxlan.calico"));
    expect(await routeTo("10.244.2.0/26")).toEqual(["10.244.2.0/26 via 100.107.0.2 dev eth0 proto bird "]);
    const ping = await inLab(name, "workload1", ["ping", "-n", "-c", "1", "-W", "2", "10.244.2.0"]);
    expect(ping.stdout).toContain("1 received");
  });

  it("takes a password and loses it, with at most three seconds of silence", async () => {
    const before = await containers(name);
    const passwords = async () => {
      await lab.deploy(mode('fullMesh({ password: "secret" })'));
      await lab.deploy(mode("fullMesh()"));
    };
    expect(await silence(name, "workload1", "10.244.2.0", passwords)).toBeLessThanOrEqual(3);
    expect(await containers(name)).toEqual(before);
  });

  it("takes hosts and loses them, and nobody else is made anew", async () => {
    const before = await containers(name);
    await lab.deploy(mode("fullMesh()", { hosts: 4 }));
    const { host4, ...others } = await containers(name);
    expect(host4).toBeDefined();
    expect(others).toEqual(before);
    const ping = await inLab(name, "workload4", ["ping", "-n", "-c", "1", "-W", "2", "10.244.2.0"]);
    expect(ping.stdout).toContain("1 received");
    await lab.deploy(mode("fullMesh()"));
    expect(await containers(name)).toEqual(before);
    const peers = (await inLab(name, "host1", ["birdc", "show", "protocols"])).stdout;
    expect(peers.match(/BGP/g)).toHaveLength(2);
  });

  it("gives a host that was down meanwhile what it missed", async () => {
    const before = await containers(name);
    await docker(`stop ${name}-host3`);
    // A deploy starts it; it comes back as it was, and is given what changed.
    await lab.deploy(mode("vxlan()"));
    expect(await containers(name)).toEqual(before);
    expect(await links("host3")).toContain("vxlan.calico");
    expect(isEmpty(await lab.plan())).toBe(true);
  });

  it("divides its pool otherwise: no former block is in the way of those that others have now", async () => {
    const before = await containers(name);
    await lab.deploy(mode("vxlan({ blockSize: 23 })"));
    expect(await containers(name)).toEqual(before);
    for (const host of ["host1", "host2", "host3"])
      expect((await inLab(name, host, ["ip", "route"])).stdout).not.toMatch(
        /^(blackhole )?10\.244\.\S+\/26/m,
      );
    const ping = await inLab(name, "workload3", ["ping", "-n", "-c", "1", "-W", "2", "10.244.2.1"]);
    expect(ping.stdout).toContain("1 received");
  });
});

describe("a flannel lab that runs", () => {
  const name = "lab-e2e-reload-flannel";
  const install = 'new Flannel(lab, "flannel", { backend: flannelVxlan() });';
  const file = (more: Partial<Shape>) => labFile(name, { hosts: 2, install, ...more });
  const lab = useChangingLab(name, file({}).replace("slot: 43", "slot: 44"));
  const deploy = (more: Partial<Shape>) => lab.deploy(file(more).replace("slot: 43", "slot: 44"));

  it("takes a workload on the host of its datastore and loses it, without a loss for anybody else", async () => {
    const before = await containers(name);
    const silent = await silence(name, "workload1", "10.244.2.2", () =>
      deploy({ more: 'hosts[0]?.workload("late");' }),
    );
    expect(silent).toBeLessThanOrEqual(0.5);
    expect(await containers(name)).toEqual(before);
    const ping = await inLab(name, "late", ["ping", "-n", "-c", "1", "-W", "2", "10.244.2.2"]);
    expect(ping.stdout).toContain("1 received");
    const said = await deploy({});
    expect(said).toContain("host1: ");
    expect(await containers(name)).toEqual(before);
    await until(
      "the workload is gone",
      20,
      async () => !(await inLab(name, "host1", ["docker", "ps", "--all"])).stdout.includes("late"),
    );
  });

  it("takes another impairment of its segment", async () => {
    const before = await containers(name);
    await deploy({ segment: "{ impair: { rate: 20_000 } }" });
    const queues = async () => (await inLab(name, "host2", ["tc", "qdisc", "show", "dev", "eth0"])).stdout;
    expect(await queues()).toContain("tbf");
    await deploy({});
    expect(await queues()).not.toContain("tbf");
    expect(await containers(name)).toEqual(before);
    expect(isEmpty(await lab.plan())).toBe(true);
  });
});
