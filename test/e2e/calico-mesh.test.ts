import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stackDir } from "../../lib/runtime/labs/synthesis.ts";
import { expectEveryPair, expectSound, lostDuring, sessionsOf, useLab, wayProbes, wireOf } from "./lab.ts";
import { lines, underlay, until } from "./support.ts";

// What the claims are judged by is a lab's newest run, so the one with captures and state is the last.
describe("lab-calico-mesh", () => {
  const lab = useLab("lab-calico-mesh");
  const hosts = [1, 2, 3];

  it("has every pair of hosts in a session: N(N-1)/2, AS 64512 (C1)", async () => {
    for (const host of hosts) {
      const peers = hosts.filter((other) => other !== host);
      expect(await sessionsOf(lab, `host${host}`)).toEqual(
        Object.fromEntries(peers.map((peer) => [`Mesh_100_84_0_${peer}`, "Established"])),
      );
    }
    expect(await lab.out("host1", "birdc", "show", "protocols", "all", "Mesh_100_84_0_2")).toMatch(
      /Neighbor AS: +64512\n +Local AS: +64512/,
    );
  });

  it("has routes as Calico has them, and announces exactly its own block (C2, C4)", async () => {
    for (const host of hosts) {
      const routes = lines(await lab.out(`host${host}`, "ip", "route")).map((line) => line.trim());
      const peers = hosts.filter((other) => other !== host);
      const device = /dev (eth\d) proto kernel scope link src 100\.84/.exec(routes.join("\n"))?.[1];
      expect(routes).toHaveLength(5);
      expect(routes).toContainEqual(
        expect.stringMatching(new RegExp(`^10\\.244\\.${host}\\.0 dev cali[0-9a-f]{11} scope link$`)),
      );
      expect(routes).toContain(`blackhole 10.244.${host}.0/26 proto bird`);
      for (const peer of peers)
        expect(routes).toContain(`10.244.${peer}.0/26 via 100.84.0.${peer} dev ${device} proto bird`);
      const told = await lab.out(
        `host${host}`,
        "birdc",
        "show",
        "route",
        "export",
        `Mesh_100_84_0_${peers[0]}`,
      );
      expect(told.match(/^\d+\.\S+/gm)).toEqual([`10.244.${host}.0/26`]);
    }
  });

  it("wires workloads as Calico does: /32, 169.254.1.1, proxy ARP, no bridge (C23)", async () => {
    expect(lines(await lab.out("client", "ip", "route")).map((line) => line.trim())).toEqual([
      "default via 169.254.1.1 dev eth0",
      "169.254.1.1 dev eth0 scope link",
    ]);
    expect(await lab.out("client", "ip", "-4", "-brief", "address", "show", "eth0")).toContain(
      "10.244.1.0/32",
    );
    const port = /cali[0-9a-f]{11}/.exec(await lab.out("host1", "ip", "route"))?.[0] ?? "";
    expect(await lab.out("host1", "ip", "link", "show", port)).toContain("ee:ee:ee:ee:ee:ee");
    expect(await lab.out("host1", "ip", "neighbour", "show", "dev", port)).toMatch(
      /10\.244\.1\.0 lladdr \S+ PERMANENT/,
    );
    const settings = ["proxy_arp", "forwarding", "rp_filter", "route_localnet"].map(
      (name) => `net.ipv4.conf.${port}.${name}`,
    );
    expect(await lab.out("host1", "sysctl", "-n", ...settings)).toBe("1\n1\n1\n1\n");
    expect(await lab.out("host1", "ip", "-brief", "link", "show", "type", "bridge")).toBe("");
  });

  it("tells of its sessions in snapshots and in inspect, and is in reach again after events", async () => {
    const record = await lab.probe("state", "session-down", "workload-added");
    const [state, down, added] = record.probes;
    const up = { state: "Established", peerAs: 64512, received: 1, exported: 1, best: 1, lastError: null };
    expect(state?.kind === "snapshot" && state.hosts[0]).toMatchObject({
      bgp: [2, 3].map((peer) => ({ ...up, peer: `100.84.0.${peer}` })),
    });
    for (const probe of [down, added]) {
      if (probe?.kind !== "convergence") throw new Error("the lab has such probes");
      expect(probe).toMatchObject({ status: "passed", reason: null, raw: `raw/${probe.name}.txt` });
      expect(probe.secondsToReach).toBeGreaterThan(0);
      expect(probe.secondsToReach).toBeLessThan(60);
      expect(probe.lost).toBeGreaterThan(0);
    }
    const { hosts } = JSON.parse((await underlay(["inspect", "lab-calico-mesh", "--json"])).stdout);
    for (const { bgp, ready } of hosts) expect({ bgp, ready }).toMatchObject({ bgp: [up, up], ready: true });
    expect((await underlay(["inspect", "lab-calico-mesh"])).stdout).toMatch(
      /^host1 +Mesh_100_84_0_2 +100\.84\.0\.2 +64512 +Established since [\d:.]+ +1 1 1 *$/m,
    );
    expect(await lab.out("host2", "docker", "ps", "--all", "--format", "{{.Names}}")).toBe("server\n");
  });

  it("loses nothing when BIRD is killed, which recovers its routes", async () => {
    const address = (await lab.spec()).hosts[2]?.workloads[0]?.address ?? "";
    const lost = await lostDuring(lab, "client", address, 10, async () => {
      await lab.out("host3", "sh", "-c", "kill -9 $(pidof bird)");
    });
    expect(lost).toEqual([]);
    await until("all sessions are Established again", 60, async () => {
      const states = Object.values(await sessionsOf(lab, "host3"));
      return states.length > 0 && states.every((state) => state === "Established");
    });
  });

  it("carries every pair bare, and has Calico's resources beside it", async () => {
    await expectEveryPair(lab);
    const record = await lab.probe(...wayProbes, "ping-third");
    expectSound(record, 1500);
    expect(wireOf(record).slice(0, 3)).toEqual(["eth", "ip", "icmp"]);
    const resources = join(stackDir("lab-calico-mesh"), "calico.yaml");
    expect(existsSync(resources)).toBe(true);
    expect(readFileSync(resources, "utf8")).toContain("kind: BGPConfiguration");
  });

  it("takes workloads that come and go while it runs", async () => {
    const { stdout, stderr, exitCode } = await underlay([
      "workload",
      "add",
      "lab-calico-mesh",
      "host2",
      "second",
    ]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe("10.244.2.1\n");
    const ping = () => lab.out("client", "ping", "-n", "-c", "1", "-W", "2", "10.244.2.1");
    expect(await ping()).toContain("1 received");
    // Its block is known to all; the workload itself is nobody else's business.
    expect(await lab.out("host1", "ip", "route")).not.toContain("10.244.2.1 ");
    expect((await underlay(["workload", "add", "lab-calico-mesh", "host2", "second"])).stderr).toContain(
      "there is a workload second already",
    );
    expect((await underlay(["workload", "rm", "lab-calico-mesh", "host2", "second"])).exitCode).toBe(0);
    expect(await ping()).toContain("0 received");
    expect((await underlay(["workload", "rm", "lab-calico-mesh", "host2", "server"])).stderr).toContain(
      "no workload server was added to this host; added: none",
    );
  });

  it("leaves nothing of a workload that could not be added", async () => {
    const plugin = "/opt/cni/bin/calico-cni";
    await lab.out("host2", "mv", plugin, `${plugin}.away`);
    const add = await underlay(["workload", "add", "lab-calico-mesh", "host2", "second"]);
    await lab.out("host2", "mv", `${plugin}.away`, plugin);
    expect(add.exitCode).toBe(1);
    expect(add.stderr).toContain("workload second is not connected: the CNI plugin's ADD fails");
    expect(await lab.out("host2", "docker", "ps", "--all", "--format", "{{.Names}}")).toBe("server\n");
  });

  it("has a workload back, wired, after it was killed", async () => {
    await lab.out("host2", "docker", "kill", "server");
    await until("the workload answers again", 60, async () =>
      (await lab.out("client", "ping", "-n", "-c", "1", "-W", "1", "10.244.2.0")).includes("1 received"),
    );
  });

  it("has a CNI plugin that can be called by hand", async () => {
    const cni = (command: string) =>
      lab.out(
        "host1",
        ...[
          "env",
          `CNI_COMMAND=${command}`,
          "CNI_CONTAINERID=by-hand",
          "CNI_NETNS=/run/netns/by-hand",
          "CNI_IFNAME=eth0",
        ],
        ...[
          "CNI_PATH=/opt/cni/bin",
          "sh",
          "-c",
          "/opt/cni/bin/calico-cni < /etc/cni/net.d/10-calico.conf; echo status $?",
        ],
      );
    // As the CNI specification asks: what is not there can be deleted.
    expect(await cni("DEL")).toBe("status 0\n");
    await lab.out("host1", "ip", "netns", "add", "by-hand");
    expect(await cni("ADD")).toMatch(/"address": ?"10\.244\.1\.1\/32"[\s\S]*status 0/);
    expect(await cni("ADD")).toMatch(/"code": ?\d+[\s\S]*status 1/);
    expect(await cni("CHECK")).toBe("status 0\n");
    expect(await lab.out("observer", "ping", "-n", "-c", "1", "-W", "10", "10.244.1.1")).toContain(
      "1 received",
    );
    expect(await cni("DEL")).toBe("status 0\n");
    expect(await cni("CHECK")).toMatch(/"code": ?\d+[\s\S]*status 1/);
    await lab.out("host1", "ip", "netns", "del", "by-hand");
  });
});
