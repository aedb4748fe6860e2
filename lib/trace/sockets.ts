/** A line of `ss --listening --udp --numeric --processes`. */
export interface Socket {
  /** Null for every address of the machine. */
  readonly address: string | null;
  readonly port: number;
  /** Null for a socket of the kernel's own, e.g. of a VXLAN device. */
  readonly program: string | null;
  readonly text: string;
}

export const parseSockets = (lines: readonly string[]): Socket[] =>
  lines.flatMap((line) => {
    const { address, port } =
      /\s(?<address>[\d.]+|\*|\[::\])(?:%\S+)?:(?<port>\d+)\s/.exec(`${line} `)?.groups ?? {};
    if (address === undefined || port === undefined) return [];
    return {
      address: /^[1-9]/.test(address) ? address : null,
      port: Number(port),
      program: /users:\(\("([^"]+)"/.exec(line)?.[1] ?? null,
      text: line.trim().replace(/\s+/g, " "),
    };
  });
