import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { deployProgress } from "../../lib/runtime/deploy/progress.ts";
import { fail, say } from "../../lib/runtime/terminal.ts";
import { inParallel } from "../../scripts/many-labs.ts";

let stderr: string[] = [];
beforeEach(() => {
  stderr = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => stderr.push(String(text)) > 0);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** A stream that keeps what is written to it. */
function screen(properties: { isTTY: boolean; columns: number; rows: number }) {
  const shown: string[] = [];
  const stream = Object.assign(new PassThrough(), properties);
  stream.on("data", (chunk) => shown.push(String(chunk)));
  return {
    stream,
    last: () =>
      stripVTControlCharacters(shown.at(-1) ?? "")
        .trimEnd()
        .split("\n"),
  };
}

it.each([
  ["no terminal", { isTTY: false, columns: 0, rows: 0 }, "xterm"],
  ["a terminal that cannot be steered", { isTTY: true, columns: 80, rows: 24 }, "dumb"],
])("says every change in a line of its own, without control characters, to %s", (_, properties, term) => {
  vi.stubEnv("TERM", term);
  const progress = deployProgress(screen(properties).stream);
  progress.machine("lab-a", "host1", "cni: \u001b[31mno lease\u001b[0m\r\n\tyet");
  progress.machine("lab-a", "host1", null);
  progress.say("lab-a", "is\u0007 ready\u202e");
  progress.end();
  expect(stderr.map((line) => line.replace(/^ +[\d.]+ s {2}/, ""))).toEqual([
    "lab-a: host1 waits for cni: no lease yet\n",
    "lab-a: host1 is ready\n",
    "lab-a: is  ready\ufffd\n",
  ]);
  expect(stderr.join("").replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
});

it("shows on a terminal the machines that wait, as many as fit, each within the width", async () => {
  const { stream, last } = screen({ isTTY: true, columns: 40, rows: 6 });
  const progress = deployProgress(stream);
  for (const host of ["host1", "host2", "host3", "host4", "host5"])
    progress.machine("lab-a", host, "cni: flanneld has no lease yet from etcd");
  progress.machine("lab-a", "host1", null);
  await vi.advanceTimersByTimeAsync(200);
  expect(last()).toEqual([
    expect.stringMatching(/^ +[\d.]+ s {2}4 machines not ready yet$/),
    "lab-a/host2  cni: flanneld has no lease",
    "lab-a/host3  cni: flanneld has no lease",
    "lab-a/host4  cni: flanneld has no lease",
    "… and 1 more",
  ]);
  progress.end();
});

it("says why something failed without what a host put into it to steer the terminal", async () => {
  const reason = "gate cni\u001b[2J\u001b]0;title\u0007:\r\n\tno\rlease\u202e\u009b31m";
  const shown = "gate cni:\n\tno\nlease\ufffd";
  fail(new Error(reason));
  process.exitCode = undefined;
  const signal = new AbortController().signal;
  const fails = () => Promise.reject(new Error(reason));
  await inParallel(["lab-a", "lab-b"], { parallel: 1, signal, done: "deployed" }, fails).catch(
    () => undefined,
  );
  expect(stderr).toEqual([`error: ${shown}\n`, `error: lab-a: ${shown}\n`, `error: lab-b: ${shown}\n`]);
});

it("puts whatever is said meanwhile above those lines", async () => {
  const { stream } = screen({ isTTY: true, columns: 80, rows: 24 });
  const order: string[] = [];
  stream.on("data", (chunk) => order.push(String(chunk).includes("not ready") ? "lines" : "cleared"));
  vi.mocked(process.stderr.write).mockImplementation((text) => order.push(String(text)) > 0);
  const progress = deployProgress(stream);
  progress.machine("lab-a", "host1", "cni");
  await vi.advanceTimersByTimeAsync(200);
  order.length = 0;
  say("error: lab-b: no room");
  expect(order).toEqual(["cleared", "error: lab-b: no room\n", "lines"]);
  progress.end();
  order.length = 0;
  say("done");
  expect(order).toEqual(["done\n"]);
});
