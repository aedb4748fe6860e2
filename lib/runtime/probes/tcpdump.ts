import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostSpec, TcpdumpSpec } from "../../model/lab-spec.ts";
import { droppedByKernel, judge, tsharkCommand } from "../../probes/capture.ts";
import { iperf } from "../../probes/iperf.ts";
import { pingCommand } from "../../probes/ping.ts";
import type { TcpdumpResult } from "../../results/run-record.ts";
import { Sidecar } from "../sidecar.ts";
import { hostOf, inWorkload, keep, type ProbeContext, workloadOf } from "./context.ts";
import { takeSample } from "./iperf.ts";
import type { Outcome } from "./outcome.ts";

/** Bytes kept of each packet: enough for every header that a mode adds. */
const snapLength = 256;

/** Captures on the underlay side of one host, makes traffic meanwhile, then judges what crossed. */
export async function runTcpdump(spec: TcpdumpSpec, context: ProbeContext): Promise<Outcome<TcpdumpResult>> {
  const result = { kind: "tcpdump", from: spec.from.name, to: spec.to.name, host: spec.on } as const;
  const nothing = { interface: null, command: [], traffic: [], pcap: null, counts: null, packets: [] };
  try {
    return { ...result, ...(await capture(spec, context)) };
  } catch (error) {
    return {
      ...result,
      ...nothing,
      status: "failed",
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

type Capture = Omit<Outcome<TcpdumpResult>, "kind" | "from" | "to" | "host">;

async function capture(spec: TcpdumpSpec, context: ProbeContext): Promise<Capture> {
  const { lab } = context;
  const host = hostOf(context, spec.on);
  const device = await deviceOf(context, host);
  const command = [
    ...[
      "tcpdump",
      "-i",
      device,
      "-n",
      "-p",
      "-U",
      "-Z",
      "root",
      "-s",
      String(snapLength),
      "-c",
      String(spec.packets),
    ],
    ...["-w", Sidecar.file, `(${lab.mode.wire.filter}) or (net ${lab.workloadNetwork})`],
  ];
  context.progress(`${spec.name}: capturing on ${host.name} ${device}`);
  const sidecar = await Sidecar.start(context, `${lab.name}-${spec.name}`, host.container, command);
  try {
    const traffic = await makeTraffic(spec, context);
    const log = await sidecar.stop();
    await keep(context, `${spec.name}.txt`, log);
    const pcap = `raw/${spec.name}.pcap`;
    await sidecar.copyOut(join(context.folder, pcap));
    const { counts, directions, packets } = judge(await decode(join(context.folder, pcap), context), {
      wire: lab.mode.wire,
      network: lab.workloadNetwork,
      from: workloadOf(context, spec.from).address,
      to: workloadOf(context, spec.to).address,
    });
    const dropped = droppedByKernel(log);
    const reason = complaint(counts.bare, directions);
    return {
      status: reason === null ? "passed" : "failed",
      reason,
      interface: device,
      command: sidecar.command,
      traffic,
      pcap,
      counts: { ...counts, droppedByKernel: dropped },
      packets,
    };
  } finally {
    await sidecar.remove();
  }
}

function complaint(bare: number, { there, back }: { there: number; back: number }): string | null {
  if (bare > 0) return `${bare} workload packets crossed the underlay without the mode's encapsulation`;
  if (there === 0 || back === 0) return "no packet between the two workloads looks as the mode says";
  return null;
}

/** The name of the host container's first underlay interface. */
async function deviceOf(
  { engine }: ProbeContext,
  { container, interfaces: [first] }: HostSpec,
): Promise<string> {
  if (!first) throw new Error(`${container} is on no segment`);
  return (await engine.run(["exec", container, "underlay-device", first.address])).trim();
}

async function decode(pcap: string, { engine, lab, probeImage, signal }: ProbeContext): Promise<string> {
  const tshark = [
    "run",
    "--rm",
    "--interactive",
    "--network",
    "none",
    probeImage,
    ...tsharkCommand(lab.mode.wire),
  ];
  return engine.run(tshark, { input: await readFile(pcap), signal });
}

/** Echo requests, then a second of TCP: small packets and full ones, in both directions. */
async function makeTraffic({ from, to }: TcpdumpSpec, context: ProbeContext): Promise<string[][]> {
  const pings = inWorkload(
    context,
    from,
    pingCommand({ count: 5, interval: 0.1 }, workloadOf(context, to).address),
  );
  await context.engine.start(pings, { limit: 20, signal: context.signal });
  const stream = await takeSample(iperf({ name: "traffic", from, to, seconds: 1, omit: 0 }), 1, 1, context);
  return [["docker", ...pings], stream.command.client];
}
