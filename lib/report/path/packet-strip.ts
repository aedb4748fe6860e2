import { headerKind } from "../../model/headers.ts";
import { headerText } from "../../trace/header-text.ts";
import type { Layer } from "../../trace/layers.ts";
import { hidesRest } from "../../trace/packet.ts";
import { type Html, html } from "../html.ts";

/** What a step did to a header, so that nothing is told by colour alone. */
export const signs: Readonly<Record<Layer["change"], string>> = {
  kept: "",
  added: "+ ",
  removed: "− ",
  changed: "",
};

/** A packet as a row of boxes, the outermost header first. What a step left alone is only named, unless `inFull`. */
export function packetStrip(layers: readonly Layer[], inFull = false): Html {
  const seal = layers.findIndex(({ header }) => hidesRest(header));
  const boxes = layers.map((layer, depth) =>
    headerBox(layer, inFull, seal >= 0 && depth > seal ? "sealed" : ""),
  );
  return html`<ul class="strip" aria-label="Headers, outermost first">${boxes}</ul>`;
}

function headerBox({ header, change }: Layer, inFull: boolean, sealed: string): Html {
  const { title, ends, note } = headerText(header);
  const says = {
    kept: inFull ? [...endLines(ends), note] : [],
    added: [...endLines(ends), note],
    changed: [note],
    removed: [],
  };
  const lines = says[change].filter((line) => line !== "");
  return html`<li class="${classOf(header.protocol)} ${change} ${sealed}">${signs[change]}${title}${lines.map((line) => html`<span class="mono">${line}</span>`)}</li>`;
}

const endLines = (ends: { readonly src: string; readonly dst: string } | null): string[] =>
  ends === null ? [] : [ends.src, `→ ${ends.dst}`];

export const classOf = (protocol: string): string => `fam-${headerKind(protocol).family}`;
