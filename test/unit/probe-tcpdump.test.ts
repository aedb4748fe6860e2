import { expect, it } from "vitest";
import { runProbe } from "../../lib/probes/run.ts";
import { tcpdump } from "../../lib/probes/tcpdump.ts";
import { type Answer, benchOf } from "../fixtures/bench.ts";
import { ends, iperfText, pingText } from "../fixtures/probing.ts";

const sound: Answer = ({ command }) => {
  if (command.startsWith("underlay-device")) return "eth0\n";
  if (command.includes("--client")) return iperfText(1, 1);
  return command.startsWith("ping") ? pingText(5, 5) : undefined;
};
const captures = (done: readonly string[]) => done.filter((what) => what.includes("capture"));

it.each([
  ["beside a host, on its segment's device", { on: { name: "host1" } }, "capture beside host1: eth0"],
  [
    "in a host, on a device that it alone has",
    { on: { name: "host1" }, device: "docker0" },
    "capture in host1: docker0",
  ],
  ["in a workload", { on: { name: "client" } }, "capture in client: eth0"],
])("is made %s, and removed", async (_, options, place) => {
  const bench = benchOf({ exec: sound });
  const result = await runProbe(tcpdump({ ...options, ...ends }), bench);
  expect(result).toMatchObject({
    reason: "no packet between the two workloads looks as the mode says",
    pcap: "raw/tcpdump.pcap",
    counts: { expected: 0, unexpected: 0, other: 0, droppedByKernel: 0 },
  });
  expect(captures(bench.done)).toEqual([place, `remove the ${place.split(":")[0]}`]);
  expect(bench.done).toContain("decode raw/tcpdump.pcap: tshark");
});

it("is removed whatever goes wrong meanwhile", async () => {
  const exec: Answer = (asked) => {
    if (asked.command.startsWith("ping")) throw new Error("the wheel has come off");
    return sound(asked);
  };
  const bench = benchOf({ exec });
  expect(await runProbe(tcpdump({ on: { name: "host1" }, ...ends }), bench)).toMatchObject({
    ...{ status: "failed", reason: "the wheel has come off", counts: null, packets: [] },
  });
  expect(captures(bench.done).at(-1)).toBe("remove the capture beside host1");
});

it("sends little where no stream is asked for", async () => {
  const bench = benchOf({ exec: sound });
  await runProbe(tcpdump({ on: { name: "host1" }, stream: false, ...ends }), bench);
  expect(bench.done.some((what) => what.includes("iperf3"))).toBe(false);
});
