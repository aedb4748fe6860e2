import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MachineSpec, TcpdumpSpec } from "../../model/lab-spec.ts";
import type { Wires } from "../../model/mode.ts";
import { captureFilter, droppedByKernel, judge, tsharkCommand, wiresAt } from "../../probes/capture.ts";
import { iperf } from "../../probes/iperf.ts";
import { pingCommand, readPing } from "../../probes/ping.ts";
import type { TcpdumpResult } from "../../results/probe-results.ts";
import type { RunningCapture } from "../capture.ts";
import { Engine, explain } from "../engine.ts";
import { InnerCapture } from "../inner-capture.ts";
import { Sidecar } from "../sidecar.ts";
import { addressOf, inEnd, keep, keepFile, machineOf, type ProbeContext } from "./context.ts";
import { takeSample } from "./iperf.ts";
import type { Outcome } from "./outcome.ts";

/** Captures on one device, makes traffic meanwhile, then judges what crossed. */
export async function runTcpdump(spec: TcpdumpSpec, context: ProbeContext): Promise<Outcome<TcpdumpResult>> {
  const { lab } = context;
  const wires = wiresAt(lab, spec);
  const running = await start(spec, wires, context);
  try {
    const traffic = await makeTraffic(spec, context);
    const log = await running.capture.stop();
    await keep(context, `${spec.name}.txt`, log);
    const pcap = await keepFile(context, `${spec.name}.pcap`, (file) => running.capture.copyOut(file));
    const { counts, directions, packets } = judge(
      await decode(join(context.folder, pcap), wires, context),
      lab,
      wires,
      spec,
    );
    const dropped = droppedByKernel(log);
    const reason = complaint(counts.unexpected, directions, traffic.failure);
    return {
      ...{ kind: "tcpdump", from: spec.from.name, to: spec.to.name, host: spec.on },
      status: reason === null ? "passed" : "failed",
      reason,
      interface: running.device,
      command: [...running.capture.command],
      traffic: traffic.commands,
      pcap,
      counts: { ...counts, droppedByKernel: dropped },
      packets,
    };
  } finally {
    await running.capture.remove();
  }
}

function complaint(
  unexpected: number,
  { there, back }: { there: number; back: number },
  failure: string | null,
): string | null {
  if (unexpected > 0) return `${unexpected} workload packets do not look as the mode says`;
  if (failure !== null) return `the traffic that was to be captured failed: ${failure}`;
  if (there === 0 || back === 0) return "no packet between the two workloads looks as the mode says";
  return null;
}

interface Started {
  readonly capture: RunningCapture;
  readonly device: string;
}

/**
 * Starts the capture: on a segment's device beside the host or router, where every kind of machine has its wire; on a
 * device that is named inside the host, which alone has it; or in a workload.
 */
async function start(spec: TcpdumpSpec, wires: Wires, context: ProbeContext): Promise<Started> {
  const { lab } = context;
  const name = `${lab.name}-${spec.name}`;
  const plan = {
    filter: captureFilter(wires, lab),
    packets: spec.packets,
    promiscuous: spec.device !== null,
  };
  const workload = lab.hosts.flatMap(({ name: host, workloads }) =>
    workloads.filter((candidate) => candidate.name === spec.on).map((found) => ({ name: found.name, host })),
  )[0];
  const device =
    spec.device ??
    (workload ? "eth0" : await underlayDevice(context, machineOf(context, spec.on), spec.segment));
  context.progress(`${spec.name}: capturing on ${spec.on} ${device}`);
  const inside = workload ?? (spec.device === null ? undefined : { name: spec.on, host: spec.on });
  const capture = inside
    ? await InnerCapture.start(context, name, inside, { ...plan, device })
    : await Sidecar.start(context, name, machineOf(context, spec.on), { ...plan, device });
  return { capture, device };
}

/** The machine's device on a segment; without one, its first. */
async function underlayDevice(
  { engine }: ProbeContext,
  { container, interfaces }: MachineSpec,
  segment: string | null,
): Promise<string> {
  const link =
    segment === null ? interfaces[0] : interfaces.find((candidate) => candidate.segment === segment);
  if (!link) throw new Error(`${container} is not on ${segment ?? "any segment"}`);
  return (await engine.run(Engine.program(container, ["underlay-device", link.address]))).trim();
}

async function decode(
  pcap: string,
  wires: Wires,
  { engine, probeImage, signal }: ProbeContext,
): Promise<string> {
  const tshark = ["run", "--rm", "--interactive", "--network", "none", probeImage, ...tsharkCommand(wires)];
  return engine.run(tshark, { input: await readFile(pcap), signal });
}

interface Traffic {
  readonly commands: string[][];
  /** Why there was less of it than a capture needs; null when there was enough. */
  readonly failure: string | null;
}

/** Echo requests, then (unless the probe is to send little) a second of TCP: small packets and full ones, both ways. */
async function makeTraffic({ from, to, stream }: TcpdumpSpec, context: ProbeContext): Promise<Traffic> {
  const pings = inEnd(context, from, pingCommand({ count: 5, interval: 0.1 }, addressOf(context, to)));
  const pinged = await context.engine.start(pings, { limit: 20, signal: context.signal });
  const commands = [["docker", ...pings]];
  // A wire that loses some is no matter here.
  const unanswered = (readPing(pinged.stdout).received ?? 0) > 0 ? null : explain(pings, pinged);
  if (!stream) return { commands, failure: unanswered };
  const load = await takeSample(iperf({ name: "traffic", from, to, seconds: 1, omit: 0 }), 1, 1, context);
  return {
    commands: [...commands, load.command.client],
    failure: unanswered ?? (load.status === "failed" ? load.reason : null),
  };
}
