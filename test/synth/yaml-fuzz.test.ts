import fc from "fast-check";
import { expect, it } from "vitest";
import { timesBy } from "../fixtures/times.ts";
import { labOf, sound } from "../fixtures/yaml-lab.ts";

/** `npm run bench` tries 10,000. */
const numRuns = timesBy("UNDERLAY_FUZZ", 500);

const nasty = fc.oneof(
  fc.constantFrom(
    ...[
      "$(touch x)",
      "$" + "{jndi}",
      "%{if true}",
      "../../etc",
      "\u202Egnp",
      "\\u0000",
      "*a",
      "&a b",
      "!!js/function x",
      "<<: *x",
    ],
    ...[
      "null",
      "~",
      "[]",
      "{}",
      "- -",
      "? :",
      "|",
      ">-",
      "'",
      '"',
      "\t",
      "---",
      "...",
      "#",
      "1e999",
      "-0",
      ".nan",
      "0x7f",
      "yes",
    ],
    ...["__proto__", "constructor", "toString", "host1", "client", "underlay", "vxlan"],
  ),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.double().map(String),
);

/** The sound lab with some of its words replaced by others, and some of its lines left out or repeated. */
const damaged = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(60), nasty), { maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(9), fc.nat(2)), { maxLength: 2 }),
  )
  .map(([words, lines]) => {
    const tokens = sound.split(/([\w-]+)/);
    for (const [index, word] of words) tokens[(index * 2 + 1) % tokens.length] = word;
    const text = tokens.join("").split("\n");
    for (const [index, times] of lines) text.splice(index, 1, ...Array(times).fill(text[index] ?? ""));
    return text.join("\n");
  });

it("makes a lab of any text, or says what is wrong at a line and column, and never more", () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const { lab, problems } = labOf(text);
      expect(lab === undefined).toBe(problems.length > 0);
      for (const { path, message } of problems) {
        expect(path).toMatch(/^lab-x\.yaml(:\d+:\d+)?$/);
        expect(message.length).toBeLessThan(3000);
      }
    }),
    { numRuns },
  );
}, 600_000);
