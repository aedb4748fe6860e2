import type { Header } from "./packet.ts";

/** A header in words: what it is called, and what it says. */
export interface HeaderText {
  readonly title: string;
  /** Sender and receiver; null for a header that names none. */
  readonly ends: { readonly src: string; readonly dst: string } | null;
  /** What else matters, e.g. `TTL 63`. Empty when there is nothing. */
  readonly note: string;
}

export function headerText(header: Header): HeaderText {
  switch (header.protocol) {
    case "eth":
      return { title: "Ethernet", ends: { src: header.src ?? "?", dst: header.dst ?? "?" }, note: "" };
    case "ip":
      return { title: "IPv4", ends: { src: header.src, dst: header.dst }, note: `TTL ${header.ttl}` };
    case "udp":
      return {
        title: "UDP",
        ends: { src: header.src === null ? "" : String(header.src), dst: String(header.dst) },
        note: "",
      };
    case "vxlan":
      return { title: "VXLAN", ends: null, note: `VNI ${header.vni}` };
    case "wg":
      return { title: "WireGuard", ends: null, note: "encrypted" };
    case "icmp":
      return { title: "ICMP", ends: null, note: "echo request" };
    case "other":
      return { title: header.name.toUpperCase(), ends: null, note: header.text };
  }
}
