import { describe, expect, it } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { faultKindOf, faultKinds } from "../../lib/tasks/faults.ts";
import { alone, faulty, lab, stateOf, threeHosts, without } from "../fixtures/faulty.ts";
import { faultOf, groundOf } from "../fixtures/ground.ts";
import { Machines } from "../fixtures/machine.ts";

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
