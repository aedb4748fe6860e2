import { describe, expect, it } from "vitest";
import { growth, lineThrough } from "../../scripts/bench/linear.ts";
import { seatsChart } from "../../scripts/bench/seats-chart.ts";
import { seatRows, seatsMarkdown, seatsText } from "../../scripts/bench/seats-table.ts";
import { holds } from "../../scripts/bench/table.ts";
import { seatsMeasured } from "../fixtures/seats-measured.ts";

const measured = [1, 8, 24].map(seatsMeasured);

describe("a line through figures", () => {
  it("says what each seat adds, and how far the furthest figure is from it", () => {
    const line = lineThrough([
      { seats: 1, value: 3 },
      { seats: 2, value: 5 },
      { seats: 3, value: 10 },
    ]);
    expect(line.each).toBeCloseTo(3.5);
    expect(line.at(2)).toBeCloseTo(6);
    expect(line.furthest).toBeCloseTo(1);
    expect(line.share).toBeCloseTo(0.1);
  });

  it("is told beside the plain script's", () => {
    const line = { each: 2.514, at: () => 0, furthest: 1.2, share: 0.019 };
    expect(growth("s", line, { ...line, each: 1.85 })).toBe(
      "By least squares each seat adds 2.51 s (no median is further from that line than 1.20 s, 1.9 % of what most seats take), and 1.85 s (no median is further from that line than 1.20 s, 1.9 % of what most seats take) with the plain script.",
    );
  });
});

describe("a workshop's seats", () => {
  it("are judged where they are most", () => {
    const rows = seatRows(measured);
    expect(rows.map(({ what }) => what)).toEqual([
      "24 seats of a workshop, to all gates",
      "24 seats of a workshop, memory",
      "one of 24 seats of a workshop, reset",
      "24 seats of a workshop, removed",
    ]);
    expect(rows.map(holds)).toEqual([true, true, true, true]);
    const slow = measured.map((each) => ({ ...each, resets: [11, 12, 9] }));
    expect(seatRows(slow).map(holds)).toEqual([true, true, false, true]);
  });

  it("have a line each in the table, with the spread of the rounds, and how evenly they grow below", () => {
    const [head, , one, , most, ...text] = seatsMarkdown(measured, "measured on a day").split("\n");
    expect(head?.split("|")).toHaveLength(10);
    expect(one).toBe(
      "| 1 | 10.0 (9.00–11.0) s | 3.50 (2.50–4.50) s | 0.15 (0.15–0.15) GB | 0.27 (0.27–0.27) GB | 8.00 (7.00–9.00) s | 0.50 (0.50–0.50) s | 0.40 (0.40–0.40) s |",
    );
    expect(most).toMatch(/^\| 24 \| 56\.0 \(55\.0–57\.0\) s/);
    expect(text.join("\n")).toMatch(
      /each seat adds 2\.00 s .* and 1\.50 s .* with the plain script\. .* each seat adds 0\.150 GB/,
    );
    expect(text.at(-1)).toBe("Medians (smallest and largest) of 3 rounds, measured on a day.");
    expect(seatsText(measured)).toContain("each seat adds 2.00 s");
  });

  it("are drawn as a file that needs nothing else, in the colours of both themes", async () => {
    const svg = await seatsChart(measured, "In words & figures");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*>\n<title/);
    expect(svg).toContain("prefers-color-scheme: dark");
    const asked = [...svg.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name);
    expect(asked.filter((name) => !svg.includes(`${name}: #`))).toEqual([]);
    expect(svg).toContain("In words &amp; figures");
    for (const said of ["s until all are ready", "GB of memory", "Underlay", "plain script"])
      expect(svg).toContain(said);
    // Three rounds of both at three numbers of seats, in two panels, and two lines in each; the legend has a line for both.
    expect(svg.match(/<path [^>]*fill="var\(--series-\d\)"[^>]*opacity="0\.8"/g)).toHaveLength(36);
    expect(svg.match(/<path [^>]*stroke="var\(--series-\d\)" stroke-width="2"/g)).toHaveLength(6);
    expect(svg).not.toMatch(/xlink:|href|NaN|undefined/);
  });
});
