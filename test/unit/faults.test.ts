import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { faultKindOf, faultKinds } from "../../lib/tasks/faults.ts";
import { declaration, host } from "../fixtures/declaration.ts";
import { faultOf, groundOf } from "../fixtures/ground.ts";
import { Machines } from "../fixtures/machine.ts";
import { twoHosts } from "../fixtures/probing.ts";

const lab = twoHosts();
const threeHosts = resolveLab(
  declaration({ hosts: [host(1, "client"), host(2, "server"), host(3, "other")] }),
);

/** The lab without its second host. */
const without: LabSpec = { ...lab, hosts: lab.hosts.slice(0, 1) };
const alone: LabSpec = { ...lab, hosts: lab.hosts.slice(1) };

/** A fault in a lab of machines: looked at, put in place, taken back. */
function faulty(kind: string, given: object, machines: Machines, spec = lab) {
  const fault = faultOf(kind, given);
  const of = faultKindOf(fault);
  const bench = (where: LabSpec) => groundOf({ lab: where, exec: machines.exec });
  return {
    says: of.says(fault.options),
    look: () => of.look(fault.options, bench(spec)),
    apply: (memory: unknown) => of.apply(fault.options, bench(spec), memory),
    undo: (memory: unknown, now = spec) => of.undo(fault.options, bench(now), memory),
  };
}

/** What a fault changes, without what was done to get there. */
const stateOf = ({ done: _, boot: __, ...state }: Machines) => structuredClone({ ...state, exec: null });

/** bird.conf of a host of a mesh, as the lab gave it. */
const right = readFileSync(join(import.meta.dirname, "../fixtures/bird/mesh.conf"), "utf8");

/** A command of the kind `command`. */
const mtu = (bytes: string) => ["ip", "link", "set", "dev", "eth0", "mtu", bytes];

const cases: readonly (readonly [kind: string, options: object, spec: LabSpec])[] = [
  ["link-down", { machine: "host1" }, lab],
  ["wrong-mtu", { machine: "host1", mtu: 1400 }, lab],
  ["wrong-mtu", { machine: "host1", device: "flannel.1", mtu: 1200 }, lab],
  ["impairment", { segment: "underlay", rate: 1000 }, lab],
  ["impairment", { segment: "underlay", machine: "host2", delay: 10, loss: 1 }, lab],
  ["flanneld-stopped", { host: "host1" }, lab],
  ["route-deleted", { machine: "host1", to: "10.244.2.0/24" }, lab],
  ["address-twice", { machine: "host3", of: "host2" }, threeHosts],
  ["command", { at: "host1", run: mtu("1300"), undo: mtu("1500") }, lab],
];

describe.each(cases)("%s %j", (kind, options, spec) => {
  it("changes something, and nothing is left of it when it is taken back", async () => {
    const machines = new Machines();
    const before = stateOf(machines);
    const fault = faulty(kind, options, machines, spec);
    const memory: unknown = JSON.parse(JSON.stringify(await fault.look()));
    expect(stateOf(machines), "looking changes nothing").toEqual(before);
    await fault.apply(memory);
    expect(stateOf(machines)).not.toEqual(before);
    await fault.undo(memory);
    expect(stateOf(machines)).toEqual(
      before.link === "up" ? { ...before, ...evenNow(kind, machines) } : before,
    );
  });

  it("can be taken back twice, and before it was put in place", async () => {
    const machines = new Machines();
    const fault = faulty(kind, options, machines, spec);
    const memory = await fault.look();
    await fault.undo(memory);
    await fault.apply(memory);
    await fault.undo(memory);
    const after = stateOf(machines);
    await fault.undo(memory);
    expect(stateOf(machines)).toEqual(after);
  });

  it("is gone with the machine that had it", async () => {
    const machines = new Machines();
    const fault = faulty(kind, options, machines, spec);
    const memory = await fault.look();
    await fault.apply(memory);
    machines.done.length = 0;
    const { machine, host: of, at = of, segment } = options as Record<string, string | undefined>;
    if (segment !== undefined && machine === undefined) return;
    const gone = { ...spec, hosts: spec.hosts.filter(({ name }) => name !== (machine ?? at)) };
    await fault.undo(memory, gone);
    expect(machines.done).toEqual([]);
  });

  it("is told when the machine does not answer", async () => {
    const fault = faulty(kind, options, new Machines(), spec);
    const memory = await fault.look();
    const dumb = groundOf({ lab: spec, exec: () => ({ exitCode: 126, stderr: "container is not running" }) });
    const of = faultKindOf({ kind });
    await expect(of.apply(faultOf(kind, options).options, dumb, memory)).rejects.toThrow("not running");
    await expect(of.undo(faultOf(kind, options).options, dumb, memory)).rejects.toThrow("not running");
  });
});

/** An interface that was told of no impairment says so. */
const evenNow = (kind: string, { impaired }: Machines) => (kind === "impairment" ? { impaired } : {});

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

describe.each([
  ["bgp-down", {}, /neighbor 100\.64\.4\.1 as 64512;\n {2}disabled on;\n/],
  ["bgp-wrong-as", { as: 65_001 }, /neighbor 100\.64\.4\.1 as 65001;\n/],
  ["bgp-wrong-password", { password: "other" }, /neighbor 100\.64\.4\.1 as 64512;\n {2}password "other";\n/],
] as const)("%s", (kind, options, fault) => {
  const mesh: LabSpec = {
    ...lab,
    hosts: lab.hosts.map((each, index) => ({
      ...each,
      interfaces: each.interfaces.map((link) => ({ ...link, address: `100.64.4.${index + 1}` })),
    })),
  };
  const made = () => {
    const machines = new Machines();
    machines.files["/etc/underlay/bird.conf"] = right;
    machines.files["/var/lib/underlay/wanted.json"] = JSON.stringify({
      files: { "/etc/underlay/bird.conf": right },
    });
    const ends = { machine: "host2", peer: "host1", ...options };
    const bench = groundOf({ lab: mesh, exec: machines.exec });
    return { machines, of: faultKindOf({ kind }), options: faultOf(kind, ends).options, bench };
  };
  const bird = ({ files }: Machines) => files["/etc/underlay/bird.conf"] ?? "";

  it("is in the session's configuration, and in nothing else", async () => {
    const { machines, of, options: given, bench } = made();
    const memory = await of.look(given, bench);
    await of.apply(given, bench, memory);
    expect(bird(machines)).toMatch(fault);
    expect(
      bird(machines)
        .split("\n")
        .filter((line) => !right.includes(line)).length,
    ).toBeLessThanOrEqual(1);
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(right);
  });

  it("is taken back whatever somebody wrote, and leaves what they wrote elsewhere", async () => {
    const { machines, of, options: given, bench } = made();
    const memory = await of.look(given, bench);
    await of.apply(given, bench, memory);
    machines.files["/etc/underlay/bird.conf"] = `# mine\n${bird(machines)}`;
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(`# mine\n${right}`);
    machines.files["/etc/underlay/bird.conf"] = "nonsense {";
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(right);
    delete machines.files["/etc/underlay/bird.conf"];
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(right);
  });

  it("is taken back to what the lab has by then", async () => {
    const { machines, of, options: given, bench } = made();
    const memory = await of.look(given, bench);
    await of.apply(given, bench, memory);
    const later = right.replaceAll("64512", "64600");
    machines.files["/var/lib/underlay/wanted.json"] = JSON.stringify({
      files: { "/etc/underlay/bird.conf": later },
    });
    machines.files["/etc/underlay/bird.conf"] = later;
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(later);
    machines.files["/var/lib/underlay/wanted.json"] = JSON.stringify({ files: {} });
    machines.done.length = 0;
    await of.undo(given, bench, memory);
    expect(machines.done).toEqual([]);
  });

  it("is refused where there is no such session", async () => {
    const { machines, of, options: given, bench } = made();
    machines.files["/var/lib/underlay/wanted.json"] = JSON.stringify({ files: {} });
    await expect(of.look(given, bench)).rejects.toThrow("host2 is configured to no BGP session with host1");
  });
});

it("of each kind changes something that is told apart", () => {
  const told = [...cases.map(([kind, options]) => faultOf(kind, options))].map((fault) =>
    faultKindOf(fault).changes(fault.options, threeHosts),
  );
  expect(told).toEqual([
    "the link of host1 to underlay",
    "the MTU of host1:underlay",
    "the MTU of host1:flannel.1",
    "the impairment of underlay",
    "the impairment of underlay",
    "flanneld of host1",
    "the route of host1 to 10.244.2.0/24",
    "the holder of 100.65.0.2",
    "what ip link set dev eth0 mtu 1300 changes at host1",
  ]);
  const tried = new Set([...cases.map(([kind]) => kind), "bgp-down", "bgp-wrong-as", "bgp-wrong-password"]);
  expect([...tried].sort()).toEqual(faultKinds.map(({ kind }) => kind).sort());
  expect([without.hosts.length, alone.hosts.length]).toEqual([1, 1]);
});
