import { expect, it } from "vitest";
import { holds, type Row, tableText } from "../../scripts/bench/table.ts";

const turns: Row = {
  what: "one lab",
  unit: "s",
  underlay: [6, 4, 5],
  script: [2, 4, 2],
  asked: { times: 2 },
};

it("judges by the median of the ratios of each round, not by the ratio of the medians", () => {
  expect(holds(turns)).toBe(false);
  expect(holds({ ...turns, asked: { times: 2.5 } })).toBe(true);
});

it("judges a row without a script by its median", () => {
  const alone: Row = { what: "help", unit: "s", underlay: [0.2, 0.9, 0.3], asked: { most: 0.3 } };
  expect(holds(alone)).toBe(true);
  expect(holds({ ...alone, asked: { most: 0.2 } })).toBe(false);
});

it("judges a row by its own figures where that is asked, though a script was measured too", () => {
  const memory: Row = {
    what: "memory",
    unit: "GB",
    underlay: [4.1, 3.9, 4],
    script: [6, 7, 6],
    asked: { most: 4 },
  };
  expect(holds(memory)).toBe(true);
  expect(tableText([{ ...memory, asked: { most: 3.5 } }])).toMatch(/≤ 3\.5 GB \(missed\)$/);
});

it("says what was missed", () => {
  expect(tableText([turns]).split("\n")[1]).toBe(
    "one lab  5.00 (4.00–6.00) s  2.00 (2.00–4.00) s  2.50 (1.00–3.00)  ≤ 2 × (missed)",
  );
});

it("has no row without a figure", () => {
  expect(() => tableText([{ ...turns, underlay: [] }])).toThrow("has no figure");
});
