import { describe, expect, it } from "vitest";
import { machineKinds } from "../../lib/model/host-kinds.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { parseMachine } from "../../lib/runtime/workshop/capacity.ts";
import {
  budgetText,
  type Capacity,
  roomFor,
  type SeatNeed,
  seatNeed,
  seatsThatFit,
  tooManySeats,
} from "../../lib/workshop/budget.ts";
import { declaration, host, router } from "../fixtures/declaration.ts";
import { engine } from "../fixtures/seats.ts";

const need: SeatNeed = { machines: 3, memory: 200, disk: 100, processors: 0.01, neighbours: 18 };
const capacity: Capacity = {
  engine,
  memory: 21_024,
  disk: 51_024,
  processors: 2,
  neighbours: { limit: 1024, taken: 24 },
  copies: 63,
};

describe("what a seat needs", () => {
  it("is the sum over its machines, each as its kind has it, and its walls", () => {
    const lab = resolveLab(declaration({ routers: [router(1, "underlay")] }));
    const { dind } = machineKinds;
    const { memory, disk, neighbours, machines } = seatNeed(lab);
    expect(machines).toBe(3);
    expect(memory).toBe(2 * (dind.usual.memory + dind.usual.workload) + machineKinds.router.usual.memory + 8);
    expect(disk).toBe(2 * dind.usual.disk + machineKinds.router.usual.disk);
    // Three machines on a segment, and the links of two workloads.
    expect(neighbours).toBe(3 * 2 + 2 * 2);
  });

  it("is what a virtual machine is given, and what carries it", () => {
    const vm = { vcpus: 1, memory: 1024, disk: 4096 };
    const hosts = [host(1, "client", { kind: "vm", vm }), host(2, "server", { kind: "vm", vm })];
    expect(seatNeed(resolveLab(declaration({ hosts }))).memory).toBeGreaterThanOrEqual(2 * (1024 + 512));
  });
});

describe("the seats that fit", () => {
  it("are as many as the scarcest thing is enough for", () => {
    const rooms = roomFor(need, capacity, 0);
    expect(rooms.map(({ of, seats }) => [of, seats])).toEqual([
      ["copies of the lab", 63],
      ["memory", 100],
      ["disk", 500],
      ["processors", 100],
      ["neighbour table", 55],
    ]);
    expect(seatsThatFit(rooms)).toBe(55);
    expect(tooManySeats(55, 0, rooms)).toBeNull();
    expect(budgetText(24, need, rooms)).toBe(
      "24 seats of 3 machines to come up, with about 4.7 GiB of memory; 55 would fit (neighbour table)",
    );
  });

  it("are told with every sum when more are asked for", () => {
    expect(tooManySeats(1000, 0, roomFor(need, capacity, 0))).toBe(
      `1,000 seats cannot be up on this machine: 55 fit. Nothing was made.
  copies of the lab  63   each has addresses of its own; a lab has 63
  memory             100  a seat takes about 200 MiB, 20.5 GiB are available, of which 1.0 GiB stay so
  disk               500  a seat takes about 100 MiB, 49.8 GiB are free, of which 1.0 GiB stay so
  processors         100  a seat takes about 1.0 % of one while nobody works, and half of 2 may be taken so
  neighbour table    55   a seat needs 18 entries, 24 of 1,024 are taken (gc_thresh3); --tune has it enlarged
Ask for --seats 55, take other labs down, or use a larger machine.`,
    );
  });

  it("count those that there are", () => {
    const said = tooManySeats(6, 24, roomFor(need, { ...capacity, copies: 5 }, 24));
    expect(said).toContain("6 more seats beside the 24 that there are cannot be up on this machine: 5 fit.");
    expect(said).toContain("Ask for --seats 29,");
  });

  it("are fewer by those that there are where the machine tells of the processors how many it has", () => {
    const scarce = { ...capacity, neighbours: null, processors: 0.36 };
    expect(tooManySeats(18, 0, roomFor(need, scarce, 0))).toBeNull();
    expect(tooManySeats(9, 9, roomFor(need, scarce, 9))).toBeNull();
    const said = tooManySeats(10, 9, roomFor(need, scarce, 9));
    expect(said).toContain("10 more seats beside the 9 that there are cannot be up on this machine: 9 fit.");
    expect(said).toMatch(/^ {2}processors +9 .* may be taken so, by the 9 that there are as well$/m);
    expect(said).toContain("Ask for --seats 18,");
    expect(seatsThatFit(roomFor(need, scarce, 30))).toBe(0);
  });

  it("are none on a machine without room, and never fewer", () => {
    const said = tooManySeats(1, 0, roomFor(need, { ...capacity, memory: 800 }, 0));
    expect(said).toContain("1 seat cannot be up on this machine: none fit.");
    expect(said).toContain("\nTake other labs down, or use a larger machine.");
  });

  it("are judged by what the machine tells", () => {
    const unknown = { ...capacity, memory: null, disk: null, processors: null, neighbours: null };
    expect(roomFor(need, unknown, 0).map(({ of }) => of)).toEqual(["copies of the lab"]);
    // Virtual machines have tables of their own.
    expect(roomFor({ ...need, neighbours: 0 }, capacity, 0).map(({ of }) => of)).not.toContain(
      "neighbour table",
    );
  });
});

it("reads memory and disk in a container", () => {
  const text = `MemTotal:       24689764 kB
MemFree:         9689764 kB
MemAvailable:   20971520 kB
Filesystem     1024-blocks      Used Available Capacity Mounted on
overlay          263174212 104324088 147456000      42% /
`;
  expect(parseMachine(text)).toEqual({ memory: 20_480, disk: 144_000 });
  expect(parseMachine("")).toEqual({ memory: null, disk: null });
});
