/** An entry of `bridge fdb`: where frames to a MAC address go. */
export interface Forwarding {
  readonly mac: string;
  /** A bridge's port, or a VXLAN device. */
  readonly device: string;
  readonly master: string | null;
  /** The VTEP behind a VXLAN device. */
  readonly remote: string | null;
  readonly text: string;
}

export const parseForwarding = (lines: readonly string[]): Forwarding[] =>
  lines.flatMap((line) => {
    const text = line.trim();
    const words = text.split(/\s+/);
    const after = (keyword: string) => {
      const at = words.indexOf(keyword);
      return at < 0 ? null : (words[at + 1] ?? null);
    };
    const [mac] = words;
    const device = after("dev");
    if (mac === undefined || device === null) return [];
    return { mac, device, master: after("master"), remote: after("dst"), text };
  });
