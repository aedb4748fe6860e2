import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { labDir } from "../../lib/runtime/labs/labs.ts";
import { faultsOf } from "../../lib/runtime/tasks/fault-record.ts";
import { putInPlace, takeBack } from "../../lib/runtime/tasks/faults.ts";
import { faultOf, groundOf } from "../fixtures/ground.ts";
import { Machines } from "../fixtures/machine.ts";
import { twoHosts } from "../fixtures/probing.ts";

const name = `lab-unit-faults-${process.pid}`;
const lab = { ...twoHosts(), name };
const clean = () => rmSync(labDir(name), { recursive: true, force: true });
beforeEach(clean);
afterEach(clean);

const ground = (machines: Machines, change: Partial<Machines> = {}) =>
  groundOf({ lab, exec: change.exec ?? machines.exec });
const mtu = faultOf("wrong-mtu", { machine: "host1", mtu: 1400 });
const link = faultOf("link-down", { machine: "host1" });
const all = () => true;

describe("faults on record", () => {
  it("are in place, in their order, and gone when they are taken back", async () => {
    const machines = new Machines();
    await putInPlace([mtu, link], ground(machines));
    expect((await faultsOf(name)).map(({ id, kind, says }) => [id, kind, says])).toEqual([
      [1, "wrong-mtu", "MTU 1400 at host1"],
      [2, "link-down", "link of host1 down"],
    ]);
    expect([machines.mtu.eth0, machines.link]).toEqual([1400, "down"]);
    expect(await takeBack(({ id }) => id === 1, ground(machines))).toEqual([]);
    expect([machines.mtu.eth0, machines.link]).toEqual([1500, "down"]);
    await putInPlace([mtu], ground(machines));
    expect((await faultsOf(name)).map(({ id }) => id)).toEqual([2, 3]);
    expect(await takeBack(all, ground(machines))).toEqual([]);
    expect([machines.mtu.eth0, machines.link, await faultsOf(name)]).toEqual([1500, "up", []]);
  });

  it("are written down before anything is changed", async () => {
    const machines = new Machines();
    const exec = (asked: Parameters<typeof machines.exec>[0]) => {
      if (asked.command.includes(" mtu 1400"))
        expect(JSON.parse(readFileSync(join(labDir(name), "faults.json"), "utf8"))).toMatchObject([
          { kind: "wrong-mtu", memory: { mtu: 1500 } },
        ]);
      return machines.exec(asked);
    };
    await putInPlace([mtu], groundOf({ lab, exec }));
    expect.assertions(1);
  });

  it("are taken back together where one of them cannot be had", async () => {
    const machines = new Machines();
    machines.flanneld = "none";
    const faults = [mtu, faultOf("flanneld-stopped", { host: "host1" }), link];
    await expect(putInPlace(faults, ground(machines))).rejects.toThrow(`[${name}] host1 runs no flanneld`);
    expect([machines.mtu.eth0, machines.link, await faultsOf(name)]).toEqual([1500, "up", []]);
  });

  it("of which one is half in place is taken back as well", async () => {
    const machines = new Machines();
    const exec = (asked: Parameters<typeof machines.exec>[0]) => {
      const output = machines.exec(asked);
      return asked.command.includes(" mtu 1400") ? { exitCode: 1, stderr: "cut off" } : output;
    };
    await expect(putInPlace([mtu], groundOf({ lab, exec }))).rejects.toThrow("cut off");
    expect([machines.mtu.eth0, await faultsOf(name)]).toEqual([1500, []]);
  });

  it("do not change the same thing twice", async () => {
    const machines = new Machines();
    await putInPlace([mtu], ground(machines));
    const again = faultOf("wrong-mtu", { machine: "host1", segment: "underlay", mtu: 1300 });
    await expect(putInPlace([again], ground(machines))).rejects.toThrow(
      `[${name}] There is a fault already that changes the MTU of host1:underlay: MTU 1400 at host1. Take it back first: npx underlay fault ${name} --undo 1`,
    );
    expect(machines.mtu.eth0).toBe(1400);
  });

  it("stay there when they could not be taken back", async () => {
    const machines = new Machines();
    await putInPlace([mtu, link], ground(machines));
    const down = { exitCode: 1, stderr: "container is not running" };
    const left = await takeBack(all, groundOf({ lab, exec: () => down }));
    expect(left.map(({ path, message }) => [path, message.split(":")[0]])).toEqual([
      [name, "link of host1 down (2) could not be taken back"],
      [name, "MTU 1400 at host1 (1) could not be taken back"],
    ]);
    expect((await faultsOf(name)).length).toBe(2);
    expect(await takeBack(all, ground(machines))).toEqual([]);
  });

  it("that cannot be read are told, and not forgotten", async () => {
    mkdirSync(labDir(name), { recursive: true });
    writeFileSync(join(labDir(name), "faults.json"), "[{");
    await expect(faultsOf(name)).rejects.toThrow(`the record of faults of ${name} cannot be read`);
  });
});
