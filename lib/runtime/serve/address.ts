import { isIP } from "node:net";
import { networkInterfaces } from "node:os";

/** Where a server listens. */
export interface ListenAddress {
  readonly address: string;
  readonly port: number;
}

/** `127.0.0.1:7080` or `[::1]:7080`. Throws with the form where it is none. */
export function listenAddress(text: string): ListenAddress {
  const [, v6, v4, port] = /^(?:\[(.+)\]|([^[\]:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = v6 ?? v4 ?? "";
  if (isIP(address) === 0 || (v6 !== undefined && isIP(v6) !== 6) || Number(port) > 65_535)
    throw new Error(
      `"${text}" is no address to listen on. Write ADDRESS:PORT, e.g. 127.0.0.1:7080, 0.0.0.0:7080 or [::1]:7080.`,
    );
  return { address, port: Number(port) };
}

export const isLoopback = ({ address }: ListenAddress): boolean =>
  /^127\./.test(address) || address === "::1";

/** The address by which others reach what listens there: for all of a machine's, the first that is not its loopback. */
export function reachedBy({ address }: ListenAddress, interfaces = networkInterfaces()): string {
  if (address !== "0.0.0.0" && address !== "::") return address;
  const all = Object.values(interfaces).flatMap((each) => each ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
}

/** Why an address cannot be listened on, and what to do. */
export function listenFailure(error: NodeJS.ErrnoException, { address, port }: ListenAddress): string {
  const where = `${address} port ${port}`;
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  switch (error.code) {
    case "EADDRINUSE":
      return `Another program listens on ${where}. End it, or name another port with --listen.`;
    case "EADDRNOTAVAIL":
      return `This machine has no address ${address}. It has ${own.map((each) => each.address).join(", ")}; 0.0.0.0 is all of them.`;
    case "EACCES":
      return `Only root may listen on ${where}. Name a port from 1024 on with --listen.`;
    default:
      return `${where} cannot be listened on: ${error.message}`;
  }
}
