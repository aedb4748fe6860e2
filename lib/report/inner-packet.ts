import type { CapturedPacket } from "../probes/capture.ts";

export type Layers = CapturedPacket["layers"];

/**
 * Where the inner packet begins: at the last Ethernet header if there are several, else at the last IP
 * header. Null for a packet that carries no other one.
 */
export function innerStart(layers: Layers): number | null {
  const places = (...names: string[]) =>
    layers.flatMap(({ protocol }, index) => (names.includes(protocol) ? [index] : []));
  const repeated = [places("eth"), places("ip", "ipv6")].find((found) => found.length > 1);
  return repeated?.at(-1) ?? null;
}
