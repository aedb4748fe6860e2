import { headerKind } from "../model/headers.ts";
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
  const { title, encrypts = false } = headerKind(header.protocol === "other" ? header.name : header.protocol);
  switch (header.protocol) {
    case "eth":
      return { title, ends: { src: header.src ?? "?", dst: header.dst ?? "?" }, note: "" };
    case "ip":
      return { title, ends: { src: header.src, dst: header.dst }, note: `TTL ${header.ttl}` };
    case "udp":
      return { title, ends: { src: String(header.src ?? ""), dst: String(header.dst) }, note: "" };
    case "icmp":
      return { title, ends: null, note: "echo request" };
    case "other":
      return { title, ends: null, note: header.text };
    default:
      return { title, ends: null, note: encrypts ? "encrypted" : networkNote(header.vni) };
  }
}

const networkNote = (vni: number | undefined): string => (vni === undefined ? "" : `VNI ${vni}`);
