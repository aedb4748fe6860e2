import { after, wordsOf } from "./words.ts";

/** An entry of `ip neighbour`: whose MAC address an IPv4 address has on a device's link. */
export interface Neighbour {
  readonly address: string;
  readonly device: string;
  /** Null for an address that is still asked for, or that nobody answered for. */
  readonly mac: string | null;
  /** True for an entry that a program made and that does not age. */
  readonly permanent: boolean;
  readonly text: string;
}

export const neighboursOf = ({ neighbours }: { readonly neighbours: readonly string[] }): Neighbour[] =>
  neighbours.flatMap((line) => {
    const [text, words] = [line.trim(), wordsOf(line)];
    const [address = ""] = words;
    const device = after(words, "dev");
    if (!/^[\d.]+$/.test(address) || device === null) return [];
    return { address, device, mac: after(words, "lladdr"), permanent: words.includes("PERMANENT"), text };
  });
