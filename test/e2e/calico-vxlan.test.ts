import { describe, expect, it } from "vitest";
import { expectEveryPair, expectSound, lostDuring, useLab, wayProbes, wireOf } from "./lab.ts";
import { docker, lines, underlay, until } from "./support.ts";

describe("lab-calico-vxlan", () => {
  const lab = useLab("lab-calico-vxlan");
  const peers = [
    { number: 2, address: "100.89.0.2", mac: "66:e0:d8:7a:84:9f" },
    { number: 3, address: "100.89.0.67", mac: "66:3b:39:99:2c:0b" },
  ];

  it("has Calico's VTEP, and one neighbour, FDB entry and route for each peer; BIRD has no part in it", async () => {
    const link = await lab.out("host1", "ip", "-details", "address", "show", "vxlan.calico");
    expect(link).toMatch(/mtu 1450 .*\n.*66:e5:e2:a9:51:86.*\n? *vxlan id 4096 local 100\.89\.0\.1 /);
    expect(link).toMatch(/dstport 4789 .*nolearning|nolearning .*dstport 4789/);
    expect(link).toContain("inet 10.244.1.0/32 ");
    const routes = await lab.out("host1", "ip", "route");
    const neighbours = await lab.out("host1", "ip", "neighbour", "show", "dev", "vxlan.calico");
    const fdb = await lab.out("host1", "bridge", "fdb", "show", "dev", "vxlan.calico");
    expect(routes).toContain("blackhole 10.244.1.0/26 proto 80");
    expect(routes).toMatch(/^10\.244\.1\.1 dev cali[0-9a-f]{11} scope link/m);
    for (const { number, address, mac } of peers) {
      expect(routes).toContain(`10.244.${number}.0/26 via 10.244.${number}.0 dev vxlan.calico onlink`);
      expect(neighbours).toContain(`10.244.${number}.0 lladdr ${mac} PERMANENT`);
      expect(fdb).toContain(`${mac} dst ${address} self permanent`);
    }
    expect(await lab.out("host1", "sh", "-c", "pidof bird; ls /sys/class/net")).not.toMatch(/^\d|docker0/m);
  });

  it("carries every pair in VXLAN, also across the router, which knows of no workload", async () => {
    await expectEveryPair(lab);
    const record = await lab.probe(...wayProbes, "tcpdump-right");
    expectSound(record, 1450);
    for (const name of ["tcpdump", "tcpdump-right"])
      expect(wireOf(record, name).slice(0, 6)).toEqual(["eth", "ip", "udp", "vxlan", "eth", "ip"]);
    expect(await lab.out("router1", "ip", "route")).not.toContain("10.244.");
  });

  it("keeps every route while its datastore is away, and is whole when that was made anew", async () => {
    const server = (await lab.spec()).hosts[2]?.workloads[0]?.address ?? "";
    const [between = ""] = (await lab.spec()).hosts[1]?.workloads.map(({ name }) => name) ?? [];
    const routes = await lab.out("host2", "ip", "route");
    const lost = await lostDuring(lab, between, server, 12, async () => {
      await docker("stop --time 2 lab-calico-vxlan-host1");
      expect(await lab.out("host2", "ip", "route")).toBe(routes);
      const explained = await lab.out("host2", "underlay-ready", "--now", "--explain");
      expect(explained).toContain("gate datastore fails on host2");
      expect(explained).toContain("the end of /var/log/underlay/calico-agent/current");
      expect(JSON.parse(await lab.out("host2", "underlay-state")).routes).toHaveLength(lines(routes).length);
    });
    expect(lost).toEqual([]);
    await docker("rm --force --volumes lab-calico-vxlan-host1");
    const deploy = await underlay(["deploy", "lab-calico-vxlan", "--no-probes"]);
    expect(deploy.exitCode, deploy.stderr).toBe(0);
    await expectEveryPair(lab);
  });

  it("tells all hosts of a block that is claimed while it runs", async () => {
    const cni = (command: string) =>
      lab.out(
        "host3",
        ...["env", `CNI_COMMAND=${command}`, "CNI_CONTAINERID=far", "CNI_NETNS=/run/netns/far"],
        ...["CNI_IFNAME=eth0", "CNI_PATH=/opt/cni/bin", "CNI_ARGS=IP=10.244.3.64"],
        ...["sh", "-c", "/opt/cni/bin/calico-cni < /etc/cni/net.d/10-calico.conf; echo status $?"],
      );
    await lab.out("host3", "ip", "netns", "add", "far");
    expect(await cni("ADD")).toMatch(/"address": ?"10\.244\.3\.64\/32"[\s\S]*status 0/);
    await until("the other hosts have a route to the block", 60, async () => {
      const routes = await Promise.all(["host1", "host2"].map((host) => lab.out(host, "ip", "route")));
      return routes.every((text) => text.includes("10.244.3.64/26 via 10.244.3.0 dev vxlan.calico onlink"));
    });
    expect(await lab.out("client", "ping", "-n", "-c", "1", "-W", "10", "10.244.3.64")).toContain(
      "1 received",
    );
    expect(lines(await lab.out("host3", "ip", "route"))).toContainEqual(
      expect.stringContaining("blackhole 10.244.3.64/26 proto 80"),
    );
    expect(await cni("DEL")).toBe("status 0\n");
    await lab.out("host3", "ip", "netns", "del", "far");
  });
});
