/**
 * The queues that packets wait in on their way from one network namespace to another: one for each processor, for all
 * labs together, of net.core.netdev_max_backlog packets each. What comes to a full one is dropped, whoever it is from.
 */
export interface ReceiveQueues {
  /** The processors that are at work, by number. */
  readonly processors: readonly number[];
  /**
   * Of these the processors whose queues drop a flood's own packets first: once a queue is half full, those of a flow
   * that more than half of the latest 256 are of. Linux, Documentation/networking/scaling.rst, "RPS Flow Limit".
   */
  readonly limited: readonly number[];
}

const setting = "/proc/sys/net/core/flow_limit_cpu_bitmap";

/** Prints what `parseReceiveQueues` reads. Only the machine's own network namespace has the setting. */
export const readQueuesScript = `cat ${setting} /proc/net/softnet_stat`;

/** Limits flows on these processors, and on no other. */
export const limitScript = (processors: readonly number[]): string => {
  const mask = processors.reduce((bits, number) => bits | (1n << BigInt(number)), 0n);
  const words = mask.toString(16).replace(/\B(?=([0-9a-f]{8})+$)/g, ",");
  return `echo ${words} >${setting}`;
};

/** A bit mask of hexadecimal words, then a line of hexadecimal columns for each processor, whose number is the 13th. */
export function parseReceiveQueues(text: string): ReceiveQueues {
  const [words = "", ...lines] = text.trim().split("\n");
  const processors = lines.map((line) => Number.parseInt(line.trim().split(/\s+/)[12] ?? "", 16));
  if (!/^[0-9a-f,]+$/.test(words) || processors.length === 0 || !processors.every(Number.isInteger))
    throw new Error(`the queues of received packets cannot be read: ${text.trim() || "nothing was printed"}`);
  const mask = BigInt(`0x${words.replaceAll(",", "")}`);
  return { processors, limited: processors.filter((number) => (mask >> BigInt(number)) & 1n) };
}

export const allLimited = ({ processors, limited }: ReceiveQueues): boolean =>
  limited.length === processors.length;

/** What several people who share the queues are told of them; null where a flood loses its own packets first. */
export const floodWarning = (queues: ReceiveQueues): string | null =>
  allLimited(queues)
    ? null
    : "one seat that floods its network can fill the kernel's queues of received packets, which are one for all: others then lose packets while it does. --tune has a flood lose its own packets first";
