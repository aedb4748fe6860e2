import { expect, test } from "vitest";
import * as format from "../../lib/figures/format.ts";
import { html } from "../../lib/report/html.ts";

test.each([
  [10_481_220_000, "10.5 Gbit/s"],
  [999_400_000, "999 Mbit/s"],
  [999_600_000, "1.00 Gbit/s"],
  [402_000_000, "402 Mbit/s"],
  [1_234, "1.23 kbit/s"],
  [0, "0 bit/s"],
])("rate %d", (bitsPerSecond, text) => {
  expect(format.rate(bitsPerSecond)).toBe(text);
});

test.each([
  [0.1125, "0.113"],
  [0.0999, "0.100"],
  [9.996, "10.0"],
  [99.96, "100"],
  [1234.5, "1,235"],
  [0.00012, "0.000"],
])("three digits that matter of %d", (value, text) => {
  expect(format.significant(value)).toBe(text);
});

test.each([
  [0, "0 %"],
  [0.0004, "below 0.001 %"],
  [0.001, "0.001 %"],
  [59.43, "59.4 %"],
])("an amount that is not nothing is never shown as such: %d", (value, text) => {
  expect(format.amount(value, "%")).toBe(text);
});

test.each([
  [10.04, "10"],
  [10.5, "10.5"],
  [0.00341, "0.00341"],
  [0.0999, "0.0999"],
  [99.96, "100"],
  [1234.5, "1,235"],
  [0, "0"],
])("the same digits in a sentence, without zeros at the end, of %d", (value, text) => {
  expect(format.rounded(value)).toBe(text);
});

test.each([
  [1, "1 stream"],
  [8, "8 streams"],
  [1204, "1,204 streams"],
])("plural of %d", (value, text) => {
  expect(format.plural(value, "stream")).toBe(text);
});

test("times are told in UTC and to the second", () => {
  expect(format.utc("2026-03-02T10:15:04.912+01:00")).toBe("2026-03-02 09:15:04 UTC");
  expect(format.utc("soon")).toBe("soon");
  expect(format.duration("2026-03-02T09:15:04.112Z", "2026-03-02T09:15:57.498Z")).toBe("53 s");
  expect(format.duration("2026-03-02T09:15:00Z", "2026-03-02T09:17:05Z")).toBe("2 min 5 s");
  expect(format.duration("2026-03-02T09:15:00Z", "2026-03-02T08:17:05Z")).toBe("an unknown time");
});

test("a command line reads back into its arguments", () => {
  expect(format.shellLine(["tcpdump", "-i", "eth0", "udp port 8472", "it's", "", "$HOME", "a=b"])).toBe(
    `tcpdump -i eth0 'udp port 8472' 'it'\\''s' '' '$HOME' a=b`,
  );
});

test("a template escapes values, joins lists, keeps its own markup and prints nothing for nothing", () => {
  const inner = html`<b title="${'"'}">${"<&>"}</b>`;
  expect(html`${[inner, "'", 1]}${null}${undefined}${false}${0}`.markup).toBe(
    '<b title="&quot;">&lt;&amp;&gt;</b>&#39;10',
  );
});
