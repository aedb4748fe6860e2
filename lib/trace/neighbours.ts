/** An entry of `ip neighbour`: whose MAC address an IPv4 address has on a device's link. */
export interface Neighbour {
  readonly address: string;
  readonly device: string;
  /** Null for an address that is still asked for, or that nobody answered for. */
  readonly mac: string | null;
  readonly text: string;
}

export const parseNeighbours = (lines: readonly string[]): Neighbour[] =>
  lines.flatMap((line) => {
    const text = line.trim();
    const {
      address,
      device,
      mac = null,
    } = /^(?<address>[\d.]+) dev (?<device>\S+)(?: .*?lladdr (?<mac>\S+))?/.exec(text)?.groups ?? {};
    return address === undefined || device === undefined ? [] : { address, device, mac, text };
  });
