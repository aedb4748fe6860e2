/** A line of `ss --listening --udp --numeric --processes`. */
export interface Socket {
  /** Null for every address of the machine. */
  readonly address: string | null;
  readonly port: number;
  /** Null for a socket of the kernel's own, e.g. of a VXLAN device. */
  readonly program: string | null;
  readonly text: string;
}

export const socketsOf = ({ listeners }: { readonly listeners: readonly string[] }): Socket[] =>
  listeners.flatMap((line) => {
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

/** Who listens on a UDP port: a program, or the kernel itself, which ss prints without one. */
export function listenerOn(state: { readonly listeners: readonly string[] }, port: number): string {
  const socket = socketsOf(state).find((candidate) => candidate.port === port);
  return socket === undefined ? "nobody" : (socket.program ?? "the kernel");
}
