import { expect, it } from "vitest";
import { underlay } from "../fixtures/command-line.ts";

it.each([
  ["an option that there is not", ["destroy", "--none"], "unknown option '--none'"],
  ["a value that cannot be", ["deploy", "lab-a", "--parallel", "0"], "Use a whole number from 1 to 64."],
  ["no argument", ["inspect"], "missing required argument 'lab'"],
  ["an option of a verb's verb", ["workshop", "up", "--none"], "unknown option '--none'"],
  ["a verb that there is not", ["destory"], "unknown command 'destory'"],
])("a call with %s is told in JSON, and once in words", async (_, args, reason) => {
  const { status, stdout, stderr } = await underlay(...args, "--json");
  expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining(reason) });
  expect([status, stderr.split(reason).length]).toEqual([1, 2]);
  expect(await underlay(...args)).toEqual({ status, stdout: "", stderr });
});

it.each([
  [["gate", "lab-a", "--budget", "soon"]],
  [["gate", "lab-a", "--agianst", "main"]],
  [["check"]],
  [["probe"]],
  [["compare", "lab-a", "lab-b", "--rounds", "none"]],
])("a call ends with 2 where 1 is a verdict: %j", async (args) => {
  const { status, stdout } = await underlay(...args, "--json");
  expect([status, Object.keys(JSON.parse(stdout))]).toEqual([2, ["error"]]);
  expect((await underlay(...args)).status).toBe(2);
});

it.each([["--version"], ["destroy", "--help"], ["gate", "--help"]])(
  "no error is told where %s is asked",
  async (...args) => {
    const { status, stdout, stderr } = await underlay(...args, "--json");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).not.toContain("{");
  },
);
