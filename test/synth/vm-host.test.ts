import type { App } from "cdktf";
import { describe, expect, it } from "vitest";
import labVxlan from "../../labs/lab-vxlan.ts";
import { given, installation, machinesIn, synth, textOf, type Upload } from "../fixtures/synthesis.ts";

describe("a VM host", () => {
  const labOf = (hostKind?: "vm") => (app: App) => {
    app.node.setContext("underlay", { ...app.node.getContext("underlay"), hostKind });
    labVxlan(app);
  };
  const hosts = (terraform: { resource: { docker_container: Record<string, Container> } }) =>
    machinesIn(terraform.resource.docker_container);
  interface Container {
    readonly capabilities: object;
    readonly devices?: readonly { readonly host_path: string }[];
    readonly upload: readonly Upload[];
    readonly networks_advanced: object;
  }
  const vmOnly = "/etc/underlay/vm.json";

  it("gets the same files and addresses as a container, for its guest, and fewer rights", () => {
    const container = synth(labOf());
    const containers = hosts(container.terraform("lab-vxlan"));
    const ofContainers = given(container, "lab-vxlan");
    const machine = synth(labOf("vm"));
    const machines = hosts(machine.terraform("lab-vxlan"));
    expect(given(machine, "lab-vxlan")).toEqual(ofContainers);
    expect(machines.map(({ networks_advanced }) => networks_advanced)).toEqual(
      containers.map(({ networks_advanced }) => networks_advanced),
    );
    machines.forEach(({ upload, capabilities, devices }, index) => {
      expect(capabilities).toMatchObject({ drop: ["ALL"] });
      expect(JSON.stringify(capabilities)).not.toContain("SYS_ADMIN");
      expect(devices?.map(({ host_path }) => host_path)).toEqual(["/dev/net/tun"]);
      expect(upload.filter(({ file }) => file !== vmOnly)).toEqual(
        containers[index]?.upload.map(({ file, ...rest }) => ({ file: `/guest${file}`, ...rest })),
      );
      const size = upload.find(({ file }) => file === vmOnly);
      expect(size && JSON.parse(textOf(size))).toEqual({
        vcpus: 1,
        memory: 448,
        disk: 4096,
        accelerator: "tcg",
      });
    });
  });

  it("has the machine's KVM where set-up found it to work", () => {
    const { terraform } = synth(labOf("vm"), { ...installation, accelerator: "kvm" });
    expect(hosts(terraform("lab-vxlan"))[0]?.devices?.map(({ host_path }) => host_path)).toEqual([
      "/dev/net/tun",
      "/dev/kvm",
    ]);
  });
});
