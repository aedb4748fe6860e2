import { describe, expect, it } from "vitest";
import { faulty, lab, threeHosts } from "../fixtures/faulty.ts";
import { Machines } from "../fixtures/machine.ts";

describe("wrong-mtu", () => {
  it("comes back as the lab has it by then", async () => {
    const machines = new Machines();
    const fault = faulty("wrong-mtu", { machine: "host1", mtu: 1400 }, machines);
    const memory = await fault.look();
    await fault.apply(memory);
    const jumbo = lab.hosts.map((each) => ({
      ...each,
      interfaces: each.interfaces.map((link) => ({ ...link, mtu: 9000 })),
    }));
    await fault.undo(memory, { ...lab, hosts: jumbo });
    expect(machines.mtu.eth0).toBe(9000);
  });

  it("is left alone on a machine that has started anew: the device is another", async () => {
    const machines = new Machines();
    const fault = faulty("wrong-mtu", { machine: "host1", device: "flannel.1", mtu: 1400 }, machines);
    const memory = await fault.look();
    machines.boot += 1;
    machines.mtu["flannel.1"] = 1410;
    await fault.undo(memory);
    expect(machines.mtu["flannel.1"]).toBe(1410);
  });

  it("is refused for a device that there is not", async () => {
    const fault = faulty("wrong-mtu", { machine: "host1", device: "tun9", mtu: 1400 }, new Machines());
    await expect(fault.look()).rejects.toThrow("host1 has no device tun9");
  });
});

describe("impairment", () => {
  it("gives back what was set by hand, unless the lab asks for another by then", async () => {
    const machines = new Machines();
    machines.impaired["100.65.0.1"] = '{"delay":5}';
    const fault = faulty("impairment", { segment: "underlay", rate: 1000 }, machines);
    const memory = await fault.look();
    await fault.apply(memory);
    expect(machines.impaired).toEqual({ "100.65.0.1": '{"rate":1000}', "100.65.0.2": '{"rate":1000}' });
    await fault.undo(memory);
    expect(machines.impaired).toEqual({ "100.65.0.1": '{"delay":5}', "100.65.0.2": "{}" });
    await fault.apply(memory);
    const segments = lab.segments.map((segment) => ({ ...segment, impairment: { loss: 1 } }));
    await fault.undo(memory, { ...lab, segments });
    expect(machines.impaired).toEqual({ "100.65.0.1": '{"loss":1}', "100.65.0.2": '{"loss":1}' });
  });
});

describe("command", () => {
  it("is called by its label, else by all of its command; one that fails is no fault", async () => {
    const options = { at: "host1", run: ["false"], undo: ["true"] };
    const fault = faulty("command", options, new Machines());
    expect(fault.says).toBe("false at host1");
    expect(faulty("command", { ...options, label: "it is broken" }, new Machines()).says).toBe(
      "it is broken",
    );
    await expect(fault.apply(await fault.look())).rejects.toThrow("false: not found");
  });
});

describe("flanneld-stopped", () => {
  it("is refused where none runs", async () => {
    const machines = new Machines();
    machines.flanneld = "none";
    await expect(faulty("flanneld-stopped", { host: "host1" }, machines).look()).rejects.toThrow(
      "host1 runs no flanneld",
    );
  });
});

describe("route-deleted", () => {
  const deleted = async (change: (machines: Machines) => void, now = lab) => {
    const machines = new Machines();
    const fault = faulty("route-deleted", { machine: "host1", to: "10.244.2.0/24" }, machines);
    const memory = await fault.look();
    await fault.apply(memory);
    change(machines);
    machines.done.length = 0;
    await fault.undo(memory, now);
    return machines;
  };

  it("is made again as it was", async () => {
    const { routes, kept } = await deleted(() => undefined);
    expect([routes, kept]).toEqual([["10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink"], []]);
  });

  it("is left to who made it in a lab that is another by then", async () => {
    const { routes, done } = await deleted(() => undefined, {
      ...threeHosts,
      hosts: threeHosts.hosts.slice(0, 2).reverse(),
    });
    expect(routes).toEqual([]);
    expect(done).toContain("host1: pkill -x flanneld");
  });

  it("is not made twice where somebody mended it", async () => {
    const { routes } = await deleted((machines) => {
      machines.kept = [];
      machines.routes = ["10.244.2.0/24 via 100.65.0.2 dev eth0"];
    });
    expect(routes).toEqual(["10.244.2.0/24 via 100.65.0.2 dev eth0"]);
  });

  it("is gone with a restart", async () => {
    const { done } = await deleted((machines) => {
      machines.boot += 1;
      machines.kept = [];
    });
    expect(done).toEqual([]);
  });

  it("is refused where there is none", async () => {
    const machines = new Machines();
    machines.routes = [];
    const fault = faulty("route-deleted", { machine: "host1", to: "10.9.0.0/16" }, machines);
    await expect(fault.look()).rejects.toThrow("host1 has no route to 10.9.0.0/16");
  });
});

describe("address-twice", () => {
  it("takes no address away that is the machine's own by then", async () => {
    const machines = new Machines();
    const fault = faulty("address-twice", { machine: "host3", of: "host2" }, machines, threeHosts);
    const memory = await fault.look();
    await fault.apply(memory);
    expect([machines.addresses, machines.kept]).toEqual([
      ["100.65.0.2/32"],
      ["address-user 100.65.0.2 eth0 100.65.0.1"],
    ]);
    const [first, second, third] = threeHosts.hosts;
    if (!first || !second || !third) throw new Error("three hosts");
    const swapped = [first, { ...third, name: "host2" }, { ...second, name: "host3" }];
    await fault.undo(memory, { ...threeHosts, hosts: swapped });
    expect([machines.addresses, machines.kept]).toEqual([["100.65.0.2/32"], []]);
  });
});
