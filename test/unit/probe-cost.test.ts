import { expect, it } from "vitest";
import { udp } from "../../lib/cni/flannel/backends/udp.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { cost, costKind } from "../../lib/probes/cost.ts";
import { resultsOf } from "../../lib/probes/kinds.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { type Answer, benchOf } from "../fixtures/bench.ts";
import { declaration } from "../fixtures/declaration.ts";
import { ends, iperfText } from "../fixtures/probing.ts";

const lab = resolveLab(declaration({ modes: [{ path: "lab-test/flannel", mode: flannel(udp()) }] }));
const counters = (seconds: number, pid = "12") =>
  JSON.stringify({
    ...{ pid, bootId: "one kernel", softirqSeconds: seconds, cpuSeconds: 3 * seconds },
    agent: { userSeconds: seconds, systemSeconds: 2 * seconds, contextSwitches: 1000 * seconds },
  });

/** Counters that go up by one between two readings. */
const spending =
  (pid: (reading: number) => string = () => "12"): Answer =>
  ({ command, seconds }) => {
    if (command.startsWith("underlay-usage"))
      return counters(seconds > 0.25 ? 2 : 1, pid(seconds > 0.25 ? 2 : 1));
    return command.includes("--client") ? iperfText(1, 2) : undefined;
  };
const measured = async (exec: Answer) =>
  resultsOf(costKind, [await runProbe(cost({ ...ends, samples: 1 }), benchOf({ exec }, { lab }))])[0];

it("cost is what both ends spent while the load ran, for each GB; a kernel that they share counts once", async () => {
  const result = await measured(spending());
  expect(result).toMatchObject({ status: "passed", agent: "flanneld", from: "client", to: "server" });
  // 0.25 GB in two seconds.
  expect(result?.summary.perGigabyte).toMatchObject({
    agentUserSeconds: { median: 8 },
    agentSystemSeconds: { median: 16 },
    agentContextSwitches: { median: 8000 },
    softirqSeconds: { median: 4 },
    cpuSeconds: { median: 12 },
  });
  const metrics = costKind.comparison?.metrics({ seconds: 2 }) ?? [];
  expect(metrics.map(({ key, read }) => [key, result && read(result)])).toEqual([
    ["agent", { value: 24, least: (4 * 0.01) / 0.25 }],
    ["softirq", { value: 4, least: 0.01 / 0.25 }],
    ["host", { value: 12, least: (5 * 0.01) / 0.25 }],
  ]);
  expect(result?.samples[0]?.command.usage).toEqual([
    "docker",
    "exec",
    "host1",
    "underlay-usage",
    "flanneld",
  ]);
});

it("counters are read before the client begins, while the server does, and after it has ended", async () => {
  const bench = benchOf({ exec: spending() }, { lab });
  await runProbe(cost({ ...ends, samples: 1 }), bench);
  const order = bench.done.map((each) => /usage|--one-off|--client/.exec(each)?.[0]);
  expect(order).toEqual(["--one-off", "usage", "usage", "--client", "usage", "usage"]);
});

it("counters that cannot be read leave no server, and no load is sent", async () => {
  const exec: Answer = ({ command }) =>
    command.startsWith("underlay-usage") ? { exitCode: 1, stderr: "it does not run" } : undefined;
  const bench = benchOf({ exec }, { lab });
  expect(await runProbe(cost({ ...ends, samples: 1 }), bench)).toMatchObject({
    samples: [{ status: "failed", reason: expect.stringContaining("it does not run") }],
  });
  expect(bench.done.filter((each) => each.includes("--client"))).toEqual([]);
  expect(bench.done).toContainEqual(expect.stringMatching(/^stop .*--one-off/));
});

it("a program that was restarted meanwhile has no cost", async () => {
  const result = await measured(spending((reading) => String(reading)));
  expect(result?.samples[0]).toMatchObject({
    status: "failed",
    reason: "the program on host1 was restarted meanwhile (process 1, then 2)",
  });
  expect(result?.summary.perGigabyte.agentUserSeconds).toMatchObject({ n: 0, failed: 1, median: null });
});

it("a mode without a program of its own has no cost", async () => {
  expect(
    await runProbe(cost(ends), benchOf({}, { lab: { ...lab, mode: { ...lab.mode, agent: null } } })),
  ).toMatchObject({
    ...{
      status: "failed",
      reason: `mode ${lab.mode.name} has no program to watch`,
      agent: "none",
      samples: [],
    },
  });
});
