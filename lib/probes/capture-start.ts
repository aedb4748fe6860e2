import type { Wires } from "../model/wire.ts";
import type { Bench, Capture } from "./bench.ts";
import { captureFilter } from "./capture.ts";
import { itself, machineOf, outputOf } from "./places.ts";

/** Where a capture is made, and how much of it. */
interface CaptureSpec {
  /** Tells it apart from others at the same place. */
  readonly name: string;
  /** A host, router or workload. */
  readonly on: string;
  /** Of a host or router; null for the first that it is on. */
  readonly segment: string | null;
  /** Null for that of the segment; in a workload, for eth0. */
  readonly device: string | null;
  /** The capture ends after so many. */
  readonly packets: number;
}

/**
 * Starts the capture: on a segment's device beside the host or router, where every kind of machine has its wire; on a
 * device that is named inside the host, which alone has it; or in a workload.
 */
export async function startCapture(
  spec: CaptureSpec,
  wires: Wires,
  bench: Bench,
): Promise<{ readonly capture: Capture; readonly device: string }> {
  const { lab } = bench;
  const workload = lab.hosts.flatMap(({ name: host, workloads }) =>
    workloads.filter((candidate) => candidate.name === spec.on).map(({ name }) => ({ name, host })),
  )[0];
  const device = spec.device ?? (workload ? "eth0" : await underlayDevice(spec, bench));
  const inside = workload ?? (spec.device === null ? undefined : itself(spec.on));
  bench.progress(`${spec.name}: capturing on ${spec.on} ${device}`);
  const plan = {
    device,
    filter: captureFilter(wires, lab),
    packets: spec.packets,
    promiscuous: spec.device !== null,
  };
  const capture = await bench.capture(inside ? { in: inside } : { beside: spec.on }, plan, spec.name);
  return { capture, device };
}

/** The machine's device on a segment; without one, its first. */
async function underlayDevice({ on, segment }: CaptureSpec, bench: Bench): Promise<string> {
  const { interfaces } = machineOf(bench.lab, on);
  const link =
    segment === null ? interfaces[0] : interfaces.find((candidate) => candidate.segment === segment);
  if (!link) throw new Error(`${on} is not on ${segment ?? "any segment"}`);
  return (await outputOf(bench, itself(on), ["underlay-device", link.address])).trim();
}
