import { describe, expect, it } from "vitest";
import { parseSelector, SelectorError } from "../../lib/cni/calico/resources/selector.ts";

const labels = { rack: "a", "node.example/zone": "x", "route-reflector": "" };

describe("a selector", () => {
  it.each([
    ["all()", true],
    ["has(rack)", true],
    ["has(route-reflector)", true],
    ["has(disk)", false],
    ["!has(disk)", true],
    ["! has( rack )", false],
    ['rack == "a"', true],
    ["rack == 'b'", false],
    ['rack=="a"', true],
    ['rack != "b"', true],
    ['disk == "a"', false],
    ['disk != "a"', true],
    ['rack in {"a", "b"}', true],
    ['rack in { "b" }', false],
    ["rack in {}", false],
    ['rack not in {"a"}', false],
    ['disk not in {"a"}', true],
    ['rack contains "a"', true],
    ["rack starts with 'b'", false],
    ['rack ends with "a"', true],
    ['disk contains ""', false],
    ['node.example/zone == "x" && rack == "a"', true],
    ['has(disk) && rack == "a"', false],
    ['has(disk) || rack == "a"', true],
    // && binds closer than ||.
    ['rack == "a" || has(disk) && has(disk)', true],
    ['(rack == "a" || has(disk)) && has(disk)', false],
    ['!(rack == "b" || has(disk))', true],
    ['!has(disk) && !(rack in {"b"})', true],
    ["!!has(rack)", true],
  ])("%s", (text, matches) => {
    expect(parseSelector(text)(labels)).toBe(matches);
  });

  it.each([
    ["", "expected a label, a function, ! or ( at the end"],
    ["has(", "expected a label at the end"],
    ["has(rack", "expected ) at the end"],
    ["all() has(x)", 'expected &&, || or the end instead of "has" in column 7'],
    [
      "rack = 'a'",
      "expected ==, !=, in, not in, contains, starts with or ends with instead of \"= 'a'\" in column 6",
    ],
    ["rack == a", 'expected a value in quotes instead of "a" in column 9'],
    ["rack not == 'a'", 'expected in instead of "==" in column 10'],
    ["rack in {'a',}", 'expected a value in quotes instead of "}" in column 14'],
    ["(has(a)", "expected ) at the end"],
    ['rack == "a', 'expected a value in quotes instead of "\\"a" in column 9'],
  ])("that is none says where: %s", (text, message) => {
    expect(() => parseSelector(text)).toThrow(new SelectorError(message));
  });
});
