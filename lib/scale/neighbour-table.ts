/** The kernel's IPv4 neighbour table: one for the whole machine, whatever network namespace an entry is in. */
export interface NeighbourTable {
  /** Entries that are there. */
  readonly entries: number;
  /** gc_thresh1, 2 and 3: no entry is collected below the first, none is made at the third. */
  readonly thresholds: Thresholds;
  /** How often an entry was refused because the table was full, since the machine started. */
  readonly refused: number;
}
export type Thresholds = readonly [number, number, number];

const setting = (number: number): string => `/proc/sys/net/ipv4/neigh/default/gc_thresh${number}`;
const settings = [1, 2, 3].map(setting);

/** Prints what `parseNeighbourTable` reads. */
export const readScript = `cat ${settings.join(" ")} && tail -n +2 /proc/net/stat/arp_cache`;

/** Sets the thresholds. */
export const writeScript = (thresholds: Thresholds): string =>
  thresholds.map((value, index) => `echo ${value} >${settings[index]}`).join(" && ");

/**
 * Three decimal numbers, then a line of hexadecimal ones for each CPU: the first is the number of entries, the same
 * on every line, the last is how many the CPU was refused.
 */
export function parseNeighbourTable(text: string): NeighbourTable {
  const [first = "", second = "", third = "", ...cpus] = text.trim().split("\n");
  const thresholds = [Number(first), Number(second), Number(third)] as const;
  const columns = cpus.map((line) =>
    line
      .trim()
      .split(/\s+/)
      .map((word) => Number.parseInt(word, 16)),
  );
  const entries = columns[0]?.at(0) ?? Number.NaN;
  const refused = columns.reduce((total, column) => total + (column.at(-1) ?? 0), 0);
  if (![...thresholds, entries, refused].every(Number.isInteger))
    throw new Error(`the neighbour table's limits cannot be read: ${text.trim() || "nothing was printed"}`);
  return { entries, thresholds, refused };
}

/**
 * Entries of a table that one host alone cannot fill. Each address that it asks for in vain takes one for three seconds (arp(7),
 * mcast_solicit and retrans_time_ms), so that it would have to ask for 350,000 a second: two
 * hosts on two processors got to 118,000.
 */
export const crowd = 2 ** 20;

/** What several people who share the table are told of one that a single host can fill; null where none can. */
export const crowdWarning = (limit: number): string | null =>
  limit >= crowd
    ? null
    : `one seat can fill the kernel's neighbour table, which is one for all (${limit} entries): others then lose packets while it does. --tune enlarges it, so that none can`;

/** Thresholds with which the kernel holds so many entries, and `least` at least, and collects none of those that are needed; never lower ones than there are. */
export function raised(needed: number, [first, second, third]: Thresholds, least = 0): Thresholds {
  return [
    Math.max(first, needed),
    Math.max(second, 2 * needed, least / 2),
    Math.max(third, 4 * needed, least),
  ];
}

/** What is said when they were changed. */
export const thresholdsSet = (from: Thresholds, to: Thresholds): string =>
  `neighbour table: gc_thresh1..3 set from ${from.join(" ")} to ${to.join(" ")}`;

/** Why the table is too small for the points to be measured, or null when it is not. */
export const tooSmall = (needed: number, { entries, thresholds }: NeighbourTable): string | null =>
  exceeded(needed, thresholds, {
    need: `the largest point needs ${needed}, ${entries} of which are there already`,
    harm: "sessions would stay down",
    tuned: "while this runs",
    instead: "measure fewer hosts",
  });

/** Why the table is too small for these labs and those that are there, or null when it is not. */
export function tooSmallForLabs({ labs, planned, present }: LabsNeed, thresholds: Thresholds): string | null {
  const needed = planned + present;
  const sum =
    present === 0 ? "" : `: ${planned} for ${labs.join(", ")} and ${present} for what is on the engine`;
  return exceeded(needed, thresholds, {
    need: `${present === 0 ? labs.join(", ") : "all labs together"} need${present === 0 && labs.length === 1 ? "s" : ""} ${needed}${sum}`,
    harm: "hosts would be out of each other's reach",
    tuned: "until the machine is restarted",
    instead: "destroy other labs, or have fewer machines on a segment",
  });
}

/** Entries that labs need which are to be deployed, and that those need which are there. */
export interface LabsNeed {
  readonly labs: readonly string[];
  readonly planned: number;
  readonly present: number;
}

interface Words {
  readonly need: string;
  readonly harm: string;
  readonly tuned: string;
  readonly instead: string;
}

function exceeded(needed: number, [, , limit]: Thresholds, words: Words): string | null {
  if (needed <= limit) return null;
  return `The kernel's neighbour table holds ${limit} entries for all network namespaces together (net.ipv4.neigh.default.gc_thresh3), and ${words.need}. Beyond the limit ${words.harm} for no visible reason. Add --tune to have the limit raised ${words.tuned}, raise it yourself on the engine's machine with "sysctl -w net.ipv4.neigh.default.gc_thresh3=${4 * needed}", or ${words.instead}.`;
}
