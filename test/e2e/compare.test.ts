import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { comparisonRecord } from "../../lib/results/comparison/record.ts";
import { stateDir } from "../../lib/runtime/project.ts";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { expectGone } from "./lab.ts";
import { docker, ensureGone, underlay } from "./support.ts";

const [one, other] = ["lab-e2e-compare", "lab-e2e-compared"];
const twin = `${one}-1`;
const folder = join(stateDir, "e2e-compare");
const env = { UNDERLAY_LABS: folder };
const compare = ["compare", one, other, "--quick", "--rounds", "5", "--json"];

/** Labs of one host are enough: what is compared is no matter here. */
const file = (lab: string, slot: number) => `import { VethPairs } from "../../lib/cni/veth-pairs.ts";
import { Lab } from "../../lib/constructs/lab.ts";
import { iperf } from "../../lib/probes/iperf.ts";
export default (app) => {
  const lab = new Lab(app, "${lab}", { slot: ${slot}, about: "One host" });
  const [host] = lab.hosts(1, { on: lab.segment("underlay") });
  const [from, to] = [host.workload("client"), host.workload("server")];
  new VethPairs(lab, "veth");
  lab.probe(iperf({ from, to, streams: [1] }));
};
`;

/** Calls `then` once, as soon as the command has said it. */
function onceSaid(command: ReturnType<typeof underlay>, text: string, then: () => unknown): void {
  let said = "";
  command.stderr.on("data", (data) => {
    const wasSaid = said.includes(text);
    said += data;
    if (!wasSaid && said.includes(text)) void then();
  });
}

const allGone = async () => {
  for (const lab of [one, other, twin]) await ensureGone(lab, env);
};
const expectAllGone = async () => {
  for (const lab of [one, other, twin]) await expectGone(lab, []);
};

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${one}.ts`), file(one, 40));
  writeFileSync(join(folder, `${other}.ts`), file(other, 41));
  await allGone();
});
afterAll(async () => {
  await allGone();
  rmSync(folder, { recursive: true, force: true });
});

it("brings up labs and a twin, goes on where one dies, tells what there is, and takes all of them down", async () => {
  const command = underlay(compare, env);
  onceSaid(command, "round 3 of 5: ", () => docker(`kill ${other}-host1`));
  const { stdout, stderr, exitCode } = await command;
  expect(exitCode, stderr).toBe(exitCodes.failed);
  const { status, twin: measured, summary } = comparisonRecord.parse(JSON.parse(stdout));
  expect([status, measured]).toEqual(["finished", { status: "measured", lab: twin }]);
  const [figures] = summary;
  expect(figures?.twin).toMatchObject({ lab: twin, n: 5 });
  expect(figures?.metric.noise).toBe(figures?.twin?.floor);
  expect(figures?.labs).toMatchObject([{ n: 5, missing: 0 }, { ratio: { different: null } }]);
  expect(figures?.labs[1]?.n).toBeGreaterThan(1);
  expect(figures?.labs[1]?.missing).toBeGreaterThan(1);
  await expectAllGone();
});

it("keeps and tells what was measured when it is interrupted, and takes down labs and twin", async () => {
  const command = underlay(compare, env);
  onceSaid(command, "round 2 of 5: ", () => command.child?.kill("SIGINT"));
  const { stdout, stderr, exitCode } = await command;
  expect(exitCode, stderr).toBe(exitCodes.failed);
  const { status, turns } = comparisonRecord.parse(JSON.parse(stdout));
  expect(status).toBe("interrupted");
  expect(turns.slice(0, 3).map(({ lab }) => lab)).toEqual([one, twin, other]);
  await expectAllGone();
});

it("measures nothing when it is interrupted before, and leaves nothing", async () => {
  const command = underlay(compare, env);
  onceSaid(command, `${other}: host1`, () => command.child?.kill("SIGINT"));
  const { stdout, stderr, exitCode } = await command;
  const message = "It was interrupted before anything was measured.";
  expect([JSON.parse(stdout), exitCode], stderr).toEqual([{ error: message }, exitCodes.nothingRan]);
  expect(stderr).toContain(message);
  await expectAllGone();
});
