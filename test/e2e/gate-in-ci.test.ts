import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { timesBy } from "../fixtures/times.ts";
import { useUserProject } from "./user-project.ts";

/** The workflow for a shell, as a user's project has it. It measures: nothing else may be at work. */
const user = useUserProject({ isMade: true });

/** What a continuous integration runs, and what it writes for whoever shows tests. */
async function gate() {
  const { exitCode, stdout, stderr } = await user.run("ci/gate.sh", "HEAD", "lab-first");
  return {
    exitCode,
    text: stdout + stderr,
    junit: readFileSync(join(user.folder, "results/gate-lab-first.xml"), "utf8"),
  };
}

it("stops a change that makes a lab slower than it is at the commit before", async () => {
  const asIs = readFileSync(user.first, "utf8");
  // What its links limit, and not the processors: of such a lab a small machine can be sure (docs/statistics.md).
  const limited = (rate: number) =>
    asIs
      .replace("  underlay:", `  underlay: { impair: { rate: ${rate} } }`)
      .replace(/ +- iperf: .*/, "  - iperf: { from: client, to: server, streams: [1] }");
  writeFileSync(user.first, limited(400_000));
  for (const args of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "Begin"],
  ])
    expect((await user.git(...args)).exitCode).toBe(0);
  // Five percent less.
  writeFileSync(user.first, limited(380_000));
  const { exitCode, text, junit } = await gate();
  expect(exitCode, text).toBe(exitCodes.failed);
  expect(text).toMatch(
    /Regression: lab-first is worse than lab-first at HEAD \(\w{8}\)\.\sThroughput, 1 stream: (4\.[6-9]|5(\.\d)?) %/,
  );
  expect(text).toContain("lab-first has rate 380000 kbit/s on underlay");
  expect(junit).toContain('failures="1"');
  expect((await user.git("worktree", "list")).stdout.trim().split("\n")).toHaveLength(1);
  expect(existsSync(join(user.folder, ".underlay/references"))).toBe(true);
  expect(readdirSync(join(user.folder, ".underlay/references"))).toEqual([]);
  const list = await user.installed("underlay", "list", "--json");
  expect(JSON.parse(list.stdout)).toMatchObject([{ presence: "absent" }, { presence: "absent" }]);
});

/** Each takes a minute: once in every run of the tests, and as often as UNDERLAY_GATES says. */
const times = timesBy("UNDERLAY_GATES", 1);

it(`passes a change that makes no lab slower, ${times} times in a row`, {
  timeout: times * 300_000,
}, async () => {
  expect((await user.git("checkout", "--quiet", "labs")).exitCode).toBe(0);
  writeFileSync(user.first, `${readFileSync(user.first, "utf8")}\n# A comment more.\n`);
  for (let time = 1; time <= times; time += 1) {
    const { exitCode, text, junit } = await gate();
    expect(exitCode, `gate ${time} of ${times}: ${text}`).toBe(exitCodes.passed);
    expect(junit).toContain('failures="0"');
  }
});
