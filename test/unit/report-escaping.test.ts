import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import { judgeListed } from "../../lib/claims/listed.ts";
import { columns } from "../../lib/figures/columns.ts";
import { comparisonReport } from "../../lib/report/comparison/report.ts";
import { comparisonText } from "../../lib/report/comparison/text.ts";
import { html } from "../../lib/report/html.ts";
import { htmlReport } from "../../lib/report/report.ts";
import { runText } from "../../lib/report/run-text.ts";
import { scaleReport } from "../../lib/report/scale/report.ts";
import { probeTable } from "../../lib/report/table.ts";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { type RunRecord, runRecord } from "../../lib/results/run-record.ts";
import { scaleRecord } from "../../lib/scale/record.ts";
import { type Row, tableMarkdown } from "../../scripts/bench/table.ts";
import { gatewayRuns } from "../fixtures/claims-gateway.ts";
import { comparisonOf } from "../fixtures/comparison.ts";
import { vxlanRunWithFailedSample } from "../fixtures/run.ts";
import { record as scale } from "../fixtures/scale.ts";

/** Text that means something to HTML, SVG, Markdown, Graphviz, Vega, a shell or a terminal, in any order. */
const pieces = [
  ...[
    "<script>alert(1)</script>",
    "</style>",
    "</svg>",
    "</title>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<",
    ">",
  ],
  ...[
    '"',
    "'",
    "&",
    "&amp;",
    "&#60;",
    '" onload="x',
    ' id="x"',
    "javascript:x",
    "](x)",
    "![x](y)",
    "|",
    "`",
    "```",
  ],
  ...[
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u0007",
    "\u001b[31m",
    "\u0085",
    "\u202e",
    "\u2066",
    "\u200f",
    "\ufeff",
    "\ud800",
  ],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is text.
  ...["\\N", "\\n", "\\", "{{x}}", "${x}", "$&", "%{x}", "#010101", "..", "/", "ü", "😀", "\u05d0", "x", " "],
];
const madeOf = (least: number, most: number) =>
  fc.array(fc.constantFrom(...pieces), { minLength: least, maxLength: most }).map((parts) => parts.join(""));
const hostile = madeOf(1, 6);
/** A page takes long to make: few texts have to bring all pieces. */
const hostileToPages = fc.oneof(hostile, madeOf(16, 32));

/** Text that could be an address, an instant or a number: code reads it. */
const isRead = (text: string) => /^[\d.:/a-f]*$/.test(text) || !Number.isNaN(Date.parse(text));

/** Copies of a record with a text after every string that may be any string, references to names included. */
function poisonedBy<T>(record: T, schema: ZodType<T>): (text: string) => T {
  const whole = structuredClone(record);
  const free: { fields: Record<string, unknown>; key: string; was: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const fields = value as Record<string, unknown>;
    for (const [key, was] of Object.entries(fields)) {
      walk(was);
      if (typeof was !== "string" || isRead(was)) continue;
      fields[key] = `${was} x`;
      if (schema.safeParse(whole).success) free.push({ fields, key, was });
      fields[key] = was;
    }
  };
  walk(whole);
  return (text) => {
    for (const { fields, key, was } of free) fields[key] = was + text;
    return structuredClone(whole);
  };
}

const example = Object.values(gatewayRuns())[0];
if (!example) throw new Error("no example run");
const claimed: RunRecord = {
  ...vxlanRunWithFailedSample(),
  claims: judgeListed(["vxlan-kernel", "bridge"], vxlanRunWithFailedSample()),
};
const poisonedRun = poisonedBy(claimed, runRecord);
const poisonedRouted = poisonedBy(example, runRecord);
const poisonedComparison = poisonedBy(comparisonOf(), comparisonRecord);
const poisonedScale = poisonedBy(scale, scaleRecord);

const tag = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z0-9:-]+(?:="[^"<>]*")?)*) ?(\/?)>/y;
const entity = /&(?:amp|lt|gt|quot|nbsp|#\d+|#x[0-9a-f]+);/gi;
const empty = ["meta", "link", "br", "hr", "wbr", "col"];

/**
 * The tags of a page and the names of their attributes. Throws at whatever is neither a tag that is closed in its place, nor
 * text, nor an entity.
 */
function tagsOf(page: string): string[] {
  const found = new Set<string>();
  const open: string[] = [];
  const body = page.replace(/^<!doctype html>/, "").replace(/<style>[\s\S]*?<\/style>/, "");
  for (let at = 0; at < body.length; ) {
    const next = body.indexOf("<", at);
    const text = body.slice(at, next < 0 ? body.length : next);
    if (/[&>]/.test(text.replaceAll(entity, ""))) throw new Error(`not escaped: ${text.slice(0, 80)}`);
    at += text.length;
    if (next < 0) break;
    tag.lastIndex = at;
    const [all = "", end = "", name = "", attributes = "", closed = ""] = tag.exec(body) ?? [];
    if (all === "") throw new Error(`no tag: ${body.slice(at, at + 80)}`);
    if (/[&]/.test(attributes.replaceAll(entity, ""))) throw new Error(`not escaped: ${all}`);
    if (end && open.pop() !== name)
      throw new Error(`closed in another's place: ${body.slice(at - 80, at + 80)}`);
    if (!end && !closed && !empty.includes(name)) open.push(name);
    found.add(name);
    for (const [, attribute = ""] of attributes.matchAll(/ ([a-zA-Z0-9:-]+)(?:="[^"]*")?/g))
      found.add(attribute);
    at += all.length;
  }
  if (open.length > 0) throw new Error(`not closed: ${open}`);
  return [...found];
}

/** What would steer a terminal, hide what follows, turn it around, or is no character at all. */
const steering = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

/** Each page, and a text of the record that it shows. */
const pages: Readonly<Record<string, readonly [made: (text: string) => Promise<string>, shown: string]>> = {
  "a run": [(text) => htmlReport(poisonedRun(text)), "Flannel VXLAN between three hosts on one segment"],
  "a run with routers and BGP": [(text) => htmlReport(poisonedRouted(text)), example.about],
  "a comparison": [(text) => comparisonReport(poisonedComparison(text)), "lab-vxlan-routed"],
  "a scale run": [(text) => scaleReport(poisonedScale(text)), "Docker 20.10.24"],
};

describe.each(Object.entries(pages))("the page of %s", (_, [made, shown]) => {
  it("has no tag, attribute or steering character out of any text, and shows it as it is", async () => {
    await fc.assert(
      fc.asyncProperty(hostileToPages, async (text) => {
        const page = await made(text);
        expect(
          tagsOf(page).filter((name) => /^(on.*|script|img|iframe|object|embed|form|base)$/.test(name)),
        ).toEqual([]);
        expect(steering.exec(page)).toBeNull();
        expect(page).toContain(html`${shown}${text}`.markup);
      }),
      { numRuns: 8 },
    );
  });
});

describe("text in a template", () => {
  it("is read back by a browser as it was, but for characters that have no place in a page", () => {
    const decoded = (markup: string) =>
      markup.replace(
        /&(amp|lt|gt|quot|#39);/g,
        (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name as string] ?? "'",
      );
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "binary" })), (text) => {
        const shown = decoded(html`${text}`.markup);
        expect(steering.exec(shown)).toBeNull();
        expect([...shown].filter((c) => c !== "\ufffd").join("")).toBe(
          [...text].filter((c) => c !== "\ufffd" && !steering.test(c)).join(""),
        );
      }),
    );
  });
});

describe("on a terminal", () => {
  it("no text of a record steers it, makes a line too long or turns others around", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const run = poisonedRun(text);
        for (const line of probeTable(run).split("\n")) expect(line.length).toBeLessThanOrEqual(100);
        expect(steering.exec(runText(run))).toBeNull();
        expect(steering.exec(comparisonText(poisonedComparison(text)))).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it("a row of columns is one line, with what its cells say", () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const lines = columns([
          ["LAB", "ABOUT"],
          [one, other],
        ]).split("\n");
        expect(lines).toHaveLength(2);
        expect(steering.exec(lines.join(""))).toBeNull();
      }),
    );
  });
});

describe("a Markdown table", () => {
  it("has a row for each row and five cells in it, whatever their text", () => {
    fc.assert(
      fc.property(hostile, hostile, (what, unit) => {
        const row: Row = { what, unit, underlay: [1, 2], script: [2, 3], asked: { most: 1 } };
        const [, , ...rows] = tableMarkdown([row, row]).split("\n");
        expect(rows).toHaveLength(2);
        for (const line of rows) {
          const plain = line.replaceAll(/\\[\s\S]/g, "");
          expect(plain.split("|")).toHaveLength(7);
          expect(plain).not.toMatch(/[<>&`*_~[\]]/);
          expect(steering.exec(line)).toBeNull();
        }
      }),
    );
  });
});
