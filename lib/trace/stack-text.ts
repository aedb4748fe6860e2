import { headerText } from "./header-text.ts";
import type { Layer } from "./layers.ts";
import type { Header } from "./packet.ts";

const signs: Readonly<Record<Layer["change"], string>> = { kept: "", added: "+", removed: "-", changed: "" };

/** What a step did to a packet, on one line: `[+Ethernet A → B | IPv4 | ICMP]`. What did not change is only named. */
export function stackText(layers: readonly Layer[]): string {
  return bracketed(
    layers.map(({ header, change }) => {
      const { title } = headerText(header);
      const says = {
        kept: title,
        removed: title,
        added: inFull(header),
        changed: `${title} ${note(header)}`,
      };
      return signs[change] + says[change];
    }),
  );
}

/** A packet with everything that its headers say. */
export const packetText = (layers: readonly Layer[]): string =>
  bracketed(layers.map(({ header }) => inFull(header)));

const bracketed = (parts: readonly string[]): string => `[${parts.join(" | ")}]`;

const note = (header: Header): string => headerText(header).note;

function inFull(header: Header): string {
  const { title, ends, note } = headerText(header);
  const way = ends === null ? [] : [ends.src, "→", ends.dst];
  return [title, ...way, note].filter((part) => part !== "").join(" ");
}

/** Breaks a text into lines: at `|` inside a packet, else at spaces. A part that is too long stays whole. */
export function broken(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const separator = text.startsWith("[") || text.startsWith("| ") ? " | " : " ";
  const space = text.lastIndexOf(separator, width);
  const end = space > 1 ? space : text.indexOf(separator, Math.max(width, 1));
  if (end < 0) return [text];
  return [text.slice(0, end), ...broken(text.slice(end + 1), width)];
}
