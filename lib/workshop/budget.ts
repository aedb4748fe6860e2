import { columns } from "../figures/columns.ts";
import { count, plural } from "../figures/format.ts";
import { emulatorMemory, machineKinds } from "../model/host-kinds.ts";
import { type LabSpec, machinesOf } from "../model/lab-spec.ts";
import { neighboursOf, plannedMachines } from "../model/neighbours.ts";

/** What one more seat takes of the engine's machine, once it is up and nobody works in it. */
export interface SeatNeed {
  readonly machines: number;
  /** MiB. */
  readonly memory: number;
  /** MiB below the engine's own folder. */
  readonly disk: number;
  /** Processors' worth of time. */
  readonly processors: number;
  /** Entries of the kernel's neighbour table. */
  readonly neighbours: number;
}

/** What an engine and its machine have for more seats; null where the machine does not tell. */
export interface Capacity {
  /** As Docker writes its address. */
  readonly engine: string;
  /** MiB that programs could have (proc(5), MemAvailable). */
  readonly memory: number | null;
  /** MiB that are free below the engine's own folder. */
  readonly disk: number | null;
  /** All that it has, whoever uses them. */
  readonly processors: number | null;
  readonly neighbours: { readonly limit: number; readonly taken: number } | null;
  /** Numbered copies of the lab that nothing has the names and addresses of. */
  readonly copies: number;
}

/** MiB that stay free for the engine, and for what participants start. */
const spareMemory = 1024;
const spareDisk = 1024;
/** The share of the processors that seats may take in which nobody works. */
const idleShare = 0.5;

/** The seat's own container beside its machines, which closes its segments towards the engine's machine. */
const walls = { memory: 8, disk: 0, processors: 0 };

export function seatNeed(lab: LabSpec): SeatNeed {
  const machines = machinesOf(lab);
  const parts = machines.map((machine) => {
    const { usual } = machineKinds[machine.kind];
    const { vm = null, workloads = [] } = machine.kind === "router" ? {} : machine;
    return {
      memory:
        usual.memory + usual.workload * workloads.length + (vm === null ? 0 : vm.memory + emulatorMemory),
      disk: usual.disk,
      processors: usual.processors,
    };
  });
  const sum = (key: keyof (typeof parts)[number]) =>
    [walls, ...parts].reduce((all, part) => all + part[key], 0);
  return {
    machines: machines.length,
    memory: sum("memory"),
    disk: sum("disk"),
    processors: sum("processors"),
    neighbours: neighboursOf(plannedMachines(lab)),
  };
}

/** How many more seats one thing of the machine is enough for, and why. */
export interface Room {
  readonly of: string;
  readonly seats: number;
  readonly why: string;
}

/**
 * The room that there is for more seats, of each thing that is known. `present` seats are there: what they take is in what the machine has
 * left, but for the processors, of which it tells how many it has.
 */
export function roomFor(need: SeatNeed, capacity: Capacity, present: number): Room[] {
  const { memory, disk, processors, neighbours, copies } = capacity;
  const times = (there: number, each: number) =>
    each === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(there / each));
  const room = (of: string, seats: number, why: string): Room[] =>
    Number.isFinite(seats) ? [{ of, seats, why }] : [];
  return [
    ...room("copies of the lab", copies, "each has addresses of its own; a lab has 63"),
    ...(memory === null
      ? []
      : room(
          "memory",
          times(memory - spareMemory, need.memory),
          `a seat takes about ${mib(need.memory)}, ${mib(memory)} are available, of which ${mib(spareMemory)} stay so`,
        )),
    ...(disk === null
      ? []
      : room(
          "disk",
          times(disk - spareDisk, need.disk),
          `a seat takes about ${mib(need.disk)}, ${mib(disk)} are free, of which ${mib(spareDisk)} stay so`,
        )),
    ...(processors === null
      ? []
      : room(
          "processors",
          Math.max(0, times(processors * idleShare, need.processors) - present),
          `a seat takes about ${(need.processors * 100).toFixed(1)} % of one while nobody works, and half of ${count(processors)} may be taken so${present === 0 ? "" : `, by the ${count(present)} that there are as well`}`,
        )),
    ...(neighbours === null
      ? []
      : room(
          "neighbour table",
          times(neighbours.limit - neighbours.taken, need.neighbours),
          `a seat needs ${plural(need.neighbours, "entry").replace("entrys", "entries")}, ${count(neighbours.taken)} of ${count(neighbours.limit)} are taken (gc_thresh3); --tune has it enlarged`,
        )),
  ];
}

/** How many more seats fit. */
export const seatsThatFit = (rooms: readonly Room[]): number => Math.min(...rooms.map(({ seats }) => seats));

/** Why so many seats more do not fit beside those that there are; null when they do. */
export function tooManySeats(more: number, present: number, rooms: readonly Room[]): string | null {
  const fit = seatsThatFit(rooms);
  if (more <= fit) return null;
  const asked =
    present === 0
      ? plural(more, "seat")
      : `${plural(more, "more seat")} beside the ${count(present)} that there are`;
  const rows = rooms.map(({ of, seats, why }) => [`  ${of}`, count(seats), why]);
  const fix =
    fit + present === 0
      ? "Take other labs down, or use a larger machine."
      : `Ask for --seats ${fit + present}, take other labs down, or use a larger machine.`;
  return `${asked} cannot be up on this machine: ${fit === 0 ? "none" : count(fit)} ${fit === 1 ? "fits" : "fit"}. Nothing was made.\n${columns(rows)}\n${fix}`;
}

/** What is said before seats are made. */
export function budgetText(more: number, need: SeatNeed, rooms: readonly Room[]): string {
  const fit = seatsThatFit(rooms);
  const least = rooms.find(({ seats }) => seats === fit)?.of ?? "";
  return `${plural(more, "seat")} of ${plural(need.machines, "machine")} to come up, with about ${mib(more * need.memory)} of memory; ${count(fit)} would fit (${least})`;
}

const mib = (amount: number): string =>
  amount < 1024 ? `${Math.round(amount)} MiB` : `${(amount / 1024).toFixed(1)} GiB`;
