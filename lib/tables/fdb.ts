import { after, wordsOf } from "./words.ts";

/** An entry of `bridge fdb`: where frames to a MAC address go. */
export interface FdbEntry {
  readonly mac: string;
  /** A bridge's port, or a VXLAN device. */
  readonly device: string;
  readonly master: string | null;
  /** The VTEP behind a VXLAN device. */
  readonly remote: string | null;
  /** True for an entry that a program made and that does not age. */
  readonly permanent: boolean;
  readonly text: string;
}

export const fdbOf = ({ fdb }: { readonly fdb: readonly string[] }): FdbEntry[] =>
  fdb.flatMap((line) => {
    const [text, words] = [line.trim(), wordsOf(line)];
    const [mac] = words;
    const device = after(words, "dev");
    if (mac === undefined || device === null) return [];
    return {
      ...{ mac, device, master: after(words, "master"), remote: after(words, "dst") },
      ...{ permanent: words.includes("permanent"), text },
    };
  });
