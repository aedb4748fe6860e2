import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import labVxlan from "../../labs/lab-vxlan.ts";
import { vxlan } from "../../lib/cni/flannel/backends/vxlan.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import { contextOf } from "../../lib/constructs/context.ts";
import { Lab } from "../../lib/constructs/lab.ts";
import { assumedInstallation, type Installation } from "../../lib/model/installation.ts";
import { overlapsBetween } from "../../lib/model/problems/between-labs.ts";
import { iperf } from "../../lib/probes/iperf.ts";
import {
  given,
  installation,
  machinesIn,
  outdir,
  synth,
  textOf,
  type Upload,
} from "../fixtures/synthesis.ts";

const twoHosts =
  (name: string, props: { slot: number; instance?: number }, probes = 0) =>
  (app: App) => {
    const lab = new Lab(app, name, { about: "two hosts", ...props });
    const segment = lab.segment("underlay");
    const [a, b] = lab.hosts(2, { on: segment });
    new Flannel(lab, "flannel", { backend: vxlan() });
    const [from, to] = [a.workload("client"), b.workload("server")];
    for (let probe = 0; probe < probes; probe += 1) lab.probe(iperf({ name: `iperf-${probe}`, from, to }));
  };

const overlap = (other: string) =>
  `100.69.0.0/26 overlaps 100.69.0.0/26 of ${other}/underlay. Give one of them another cidr, or the labs different slots.`;

describe("lab-vxlan", () => {
  it("says on every container and network whose it is", () => {
    const project = { id: "0123456789ab", folder: "/home/lab/underlay" };
    const { resource } = synth(labVxlan, { ...installation, project }).terraform("lab-vxlan");
    const objects = [resource.docker_container, resource.docker_network].flatMap((kind) =>
      Object.values(kind),
    );
    expect(objects).toHaveLength(5);
    for (const { labels } of objects as { labels: unknown[] }[])
      expect(labels).toEqual(
        expect.arrayContaining([
          { label: "underlay.project", value: project.id },
          { label: "underlay.folder", value: project.folder },
          { label: "underlay.lab", value: "lab-vxlan" },
        ]),
      );
  });

  it("asks for three hosts with addresses, readiness and nothing they need not have", () => {
    const { resource } = synth(labVxlan).terraform("lab-vxlan");
    const hosts = machinesIn<Record<string, unknown>>(resource.docker_container);
    expect(hosts.map(({ name }) => name)).toEqual(["lab-vxlan-host1", "lab-vxlan-host2", "lab-vxlan-host3"]);
    for (const host of hosts) {
      expect(host.capabilities).toEqual({ add: ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"] });
      expect(host).toMatchObject({
        restart: "always",
        healthcheck: { test: ["CMD", "underlay-health"] },
      });
      expect(Object.keys(host)).not.toContain("privileged");
      expect(JSON.stringify(host)).not.toContain("docker.sock");
    }
    expect(resource.docker_network.underlay).toMatchObject({
      name: "lab-vxlan-underlay",
      options: {
        "com.docker.network.bridge.inhibit_ipv4": "true",
        "com.docker.network.bridge.enable_ip_masquerade": "false",
      },
      ipam_config: [{ subnet: "100.65.0.0/26", gateway: "100.65.0.62" }],
    });
    expect(resource.docker_network.underlay.internal).toBeUndefined();
  });

  it("has walls around its segments, with rights for nothing else", () => {
    const { segment_walls } = synth(labVxlan).terraform("lab-vxlan").resource.docker_container;
    expect(segment_walls).toMatchObject({
      name: "lab-vxlan.walls",
      command: [expect.stringMatching(/^br-.*substr\(docker_network\.underlay\.id, 0, 12\)/)],
      network_mode: "host",
      capabilities: { add: ["CAP_NET_ADMIN"], drop: ["ALL"] },
      security_opts: ["no-new-privileges"],
      read_only: true,
      stop_signal: "SIGKILL",
      restart: "always",
    });
    expect(segment_walls).not.toHaveProperty("volumes");
  });

  it("gives flannel its native configuration, and only the first host etcd", () => {
    const output = synth(labVxlan);
    const { resource } = output.terraform("lab-vxlan");
    const files = (host: string): Record<string, string> =>
      Object.fromEntries(
        resource.docker_container[host].upload.map((upload: Upload) => [upload.file, textOf(upload)]),
      );
    const later = given(output, "lab-vxlan");
    expect(JSON.parse(files("host2")["/etc/underlay/flannel/net-conf.json"] ?? "")).toEqual({
      Network: "10.244.0.0/16",
      SubnetLen: 24,
      Backend: { Type: "vxlan", VNI: 1, Port: 8472 },
    });
    expect(JSON.parse(files("host2")["/etc/underlay/flannel/reservation.json"] ?? "")).toEqual({
      key: "/coreos.com/network/subnets/10.244.2.0-24",
      value: { PublicIP: "100.65.0.2" },
    });
    expect(JSON.parse(files("host2")["/etc/docker/daemon.json"] ?? "")).toMatchObject({
      bip: "10.244.2.1/24",
      mtu: 1450,
    });
    expect(
      ["host1", "host2", "host3"].map((host) => "/etc/underlay/etcd.env" in (later[host] ?? {})),
    ).toEqual([true, false, false]);
  });

  it("is byte-equal whenever it is synthesised", () => {
    const files = ["cdk.tf.json", "lab.json", "files.json", ".terraform.lock.hcl"];
    const once = synth(labVxlan);
    const first = files.map((file) => once.text("lab-vxlan", file));
    const again = synth(labVxlan);
    expect(files.map((file) => again.text("lab-vxlan", file))).toEqual(first);
  });
});

describe("a lab", () => {
  it("names the provider that set-up chose", () => {
    const required = (using: Installation) =>
      synth(twoHosts("lab-a", { slot: 5 }), using).terraform("lab-a").terraform.required_providers.docker;
    expect(required(installation)).toEqual({ source: "underlay.local/offline/docker", version: "3.6.2" });
    expect(required(assumedInstallation)).toEqual({ source: "kreuzwerker/docker", version: "3.6.2" });
  });

  it("says on every machine what it takes of the kernel's neighbour table", () => {
    const { docker_container: machines } = synth(twoHosts("lab-a", { slot: 5 })).terraform("lab-a").resource;
    for (const { labels } of machinesIn<{ labels: object[] }>(machines))
      expect(labels).toContainEqual({ label: "underlay.neighbours", value: "1 0 2" });
  });

  it("leaves every host as it is when a probe or a host is added", () => {
    const host = (terraform: { resource: { docker_container: Record<string, unknown> } }) =>
      terraform.resource.docker_container.host1;
    const before = host(synth(twoHosts("lab-a", { slot: 5 })).terraform("lab-a"));
    expect(host(synth(twoHosts("lab-a", { slot: 5 }, 2)).terraform("lab-a"))).toEqual(before);
    const more = (app: App) => {
      const lab = new Lab(app, "lab-a", { about: "two hosts", slot: 5 });
      const [a, b] = lab.hosts(3, { on: lab.segment("underlay") });
      new Flannel(lab, "flannel", { backend: vxlan() });
      a.workload("client");
      b.workload("server");
    };
    expect(host(synth(more).terraform("lab-a"))).toEqual(before);
  });

  it("has instances that share neither names nor addresses", () => {
    const output = synth((app) => {
      twoHosts("lab-a", { slot: 5 })(app);
      twoHosts("lab-a", { slot: 5, instance: 7 })(app);
    });
    const [zero, seven] = ["lab-a", "lab-a-7"].map((stack) => JSON.parse(output.text(stack, "lab.json")));
    expect([zero.segments[0].cidr, seven.segments[0].cidr]).toEqual(["100.69.0.0/26", "100.69.28.0/26"]);
    expect([zero.hosts[0].container, seven.hosts[0].container]).toEqual(["lab-a-host1", "lab-a-7-host1"]);
    expect([zero.lab, seven.lab]).toEqual(["lab-a", "lab-a"]);
  });

  it("is refused when another lab has its addresses, with both named", () => {
    const app = new App({ outdir, context: contextOf({ installation, projectDir: "../../.." }) });
    twoHosts("lab-a", { slot: 5 })(app);
    twoHosts("lab-b", { slot: 5 })(app);
    const labs = app.node.children.flatMap((child) => (child instanceof Lab ? child.resolve() : []));
    expect(overlapsBetween(labs).map(({ lab, problem }) => [lab, problem.path, problem.message])).toEqual([
      ["lab-a", "lab-a/underlay", overlap("lab-b")],
      ["lab-b", "lab-b/underlay", overlap("lab-a")],
    ]);
  });

  it.each(["lab vxlan", "lab;reboot", "../lab", "Lab", ""])("is refused when it is called %j", (name) => {
    expect(() => synth(twoHosts(name, { slot: 5 }))).toThrow(
      `[labs] lab name ${JSON.stringify(name)} cannot be used`,
    );
  });

  it("is refused with all its problems at once, each with its place", () => {
    const broken = (app: App) => {
      const lab = new Lab(app, "lab-a", { about: "broken", slot: 99 });
      const segment = lab.segment("underlay", { mtu: 100 });
      lab.host("Big", { on: segment });
    };
    expect(() => synth(broken)).toThrow(
      /\[lab-a\] slot 99[\s\S]*\[lab-a\] The lab has no CNI mode[\s\S]*\[lab-a\/underlay\] mtu 100[\s\S]*\[lab-a\/Big\] host name "Big"/,
    );
  });
});
