import type { ReadState } from "../probes/host-state.ts";

/** Lines as ip(8), bridge(8) and ss(8) print them: words, some of which name what follows. */
export const wordsOf = (line: string): string[] => line.trim().split(/\s+/);

/** `via 100.64.4.2 dev eth0`: the word after `dev` is `eth0`. */
export const after = (words: readonly string[], keyword: string): string | undefined =>
  words.includes(keyword) ? words[words.indexOf(keyword) + 1] : undefined;

/** Where a line of `ip route` leads to, in CIDR form; empty for a line that names no destination. */
export function destination(line: string): string {
  const word = wordsOf(line).find((candidate) => candidate === "default" || /^\d/.test(candidate)) ?? "";
  if (word === "default") return "0.0.0.0/0";
  return word === "" || word.includes("/") ? word : `${word}/32`;
}

/** Who listens on a UDP port: a program, or the kernel itself, which ss prints without one. */
export function listenerOn({ listeners }: ReadState, port: string): string {
  const line = listeners.find((candidate) => wordsOf(candidate).some((word) => word.endsWith(`:${port}`)));
  return line === undefined ? "nobody" : (/"([^"]+)"/.exec(line)?.[1] ?? "the kernel");
}
