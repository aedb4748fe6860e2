import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { udp } from "../../lib/cni/flannel/backends/udp.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import { figuresOf } from "../../lib/history/run-figures.ts";
import type { ProbeSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { kindOf, probeResult } from "../../lib/probes/kinds.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { udpThroughput } from "../../lib/probes/udp-throughput.ts";
import { type Answer, benchOf } from "../fixtures/bench.ts";
import { declaration } from "../fixtures/declaration.ts";
import { sound } from "../fixtures/probes.ts";
import { ends, iperfText } from "../fixtures/probing.ts";

const read = (name: string) => readFileSync(join(import.meta.dirname, `../fixtures/${name}`), "utf8");
const [udpReport, roundTrips, stopped] = [
  read("iperf3-udp.json"),
  read("sockperf.txt"),
  read("iperf3-stopped.json"),
];
const lab = resolveLab(declaration({ modes: [{ path: "lab-test/flannel", mode: flannel(udp()) }] }));

/** What programs print that were asked for so many seconds, streams and bytes, on a path that loses nothing. */
const printing: Answer = ({ command, seconds }) => {
  const number = (option: string) => Number(new RegExp(`--${option} ([\\d.]+)`).exec(command)?.[1]);
  if (command.startsWith("underlay-usage"))
    return JSON.stringify({
      ...{ pid: "12", bootId: "one kernel", softirqSeconds: seconds, cpuSeconds: seconds },
      agent: { userSeconds: seconds, systemSeconds: seconds, contextSwitches: Math.round(1000 * seconds) },
    });
  // One second of sockperf's time does not count.
  if (command.includes("sockperf ping-pong"))
    return roundTrips.replaceAll(/RunTime=[\d.]+/g, `RunTime=${number("time") - 1}`);
  if (!command.includes("iperf3 --client")) return undefined;
  if (!command.includes("--udp")) return iperfText(number("parallel"), number("time"));
  const packets = Math.round(((number("bitrate") || 1000) * 1e6 * number("time")) / 8 / number("length"));
  const report = JSON.parse(udpReport);
  const rate = { packets, bits_per_second: (8 * packets * number("length")) / number("time") };
  Object.assign(report.end.sum_sent, rate, { seconds: number("time") });
  Object.assign(report.end.sum_received, rate, { lost_packets: 0 });
  return JSON.stringify(report);
};

const measured = (spec: ProbeSpec) =>
  runProbe(
    spec,
    benchOf(
      { exec: printing, running: ({ command }) => (command.includes("--client") ? stopped : "") },
      { lab },
    ),
  );

/** What tells the figures of a probe apart from others that they cannot be set against. */
const identities = async (spec: ProbeSpec) =>
  figuresOf([await measured(spec)]).map(({ id, settings }) => `${id}: ${settings}`);

/** Another setting: for a number one more, for the largest payload a smaller one, and in a list another one alone. */
function other(setting: unknown): unknown {
  if (Array.isArray(setting)) return typeof setting[0] === "number" ? [2] : ["reverse"];
  return typeof setting === "number" ? setting + 1 : 1000;
}

const cases = Object.values(sound).flatMap((spec) =>
  Object.keys(kindOf(spec).comparison?.settings.shape ?? {}).map((setting) => ({ spec, setting })),
);

describe("figures are set against none that were measured with other settings", () => {
  it.each(cases)("$setting of $spec.kind", async ({ spec, setting }) => {
    const changed = { ...spec, [setting]: other(Object(spec)[setting]) };
    const [own, others] = [await identities(spec), await identities(changed)];
    expect([own.length, others.length]).not.toContain(0);
    expect(own.filter((identity) => others.includes(identity))).toEqual([]);
  });

  it("nor against those whose record does not tell them", async () => {
    const { search: _, ...earlier } = Object(await measured(udpThroughput(ends)));
    const [figure] = figuresOf([probeResult.parse(earlier)]);
    expect(figure).toMatchObject({
      id: "udp-throughput/throughput",
      settings: "0.5 % loss at most with 1444 bytes by a search that is not recorded",
    });
  });
});
