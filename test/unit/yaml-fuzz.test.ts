import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readYaml } from "../../lib/yaml/document.ts";
import { madeOf } from "../fixtures/manifests.ts";

const sound = `apiVersion: projectcalico.org/v3
kind: BGPFilter
metadata: &m {name: ours}
spec:
  importV4: [{action: Accept, matchOperator: In, cidr: 10.0.0.0/8}]
---
- {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {<<: {name: tor}}, spec: {peerIP: 100.65.0.1}}
`;
const signs = fc.constantFrom(
  ...[
    "*m",
    "&m",
    "<<: *m",
    "? ",
    "- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "!!binary x",
    "|",
    ">",
    "%YAML 1.1",
    "---",
    "...",
  ],
  ...[
    "\t",
    "\r",
    "\n",
    '"',
    "'",
    "#",
    "\0",
    "\u202e",
    "\ufeff",
    "é",
    "\ud800",
    "$(reboot)",
    "\u0024{x}",
    "%{x}",
    "../",
  ],
  ...[
    "__proto__",
    "constructor",
    "null",
    "~",
    "1e999",
    ".nan",
    "0x1f",
    "no",
    "kind: Node",
    "items:",
    "spec:",
  ],
);
/** A sound file, with something put into it or taken out of it. */
const spoilt = fc
  .array(fc.record({ at: fc.nat(sound.length), put: signs, cut: fc.nat(9) }), { minLength: 1, maxLength: 4 })
  .map((changes) =>
    changes.reduce((text, { at, put, cut }) => text.slice(0, at) + put + text.slice(at + cut), sound),
  );

describe("whatever a file has", { timeout: 60_000 }, () => {
  it("it is read, or each problem has a place and a sentence", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          spoilt,
          fc.string({ unit: "binary" }),
          fc.array(signs).map((all) => all.join(" ")),
        ),
        (text) => {
          const { documents, problems } = readYaml({ file: "x.yaml", text });
          for (const { path, message } of problems) {
            expect(path).toMatch(/^x\.yaml(:\d+:\d+)?$/);
            expect(message.split("\n")[0]).toMatch(/^[\p{L}%][^\p{Cc}\p{Cf}]*[.?]$/u);
          }
          for (const document of documents) document.problem(["spec", "importV4", "0", "nothing"], "Wrong.");
        },
      ),
      { numRuns: 500 },
    );
  });

  it("it makes a mode, or says why not", () => {
    fc.assert(
      fc.property(spoilt, (text) => {
        const { mode, problems } = madeOf(text);
        expect((mode === undefined) === problems.length > 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
