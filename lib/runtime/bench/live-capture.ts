import { once } from "node:events";
import type { Readable } from "node:stream";
import { type CaptureSite, siteText } from "../../model/capture-site.ts";
import { goesWith } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { CommandLine } from "../../probes/bench.ts";
import { machineOf } from "../../probes/places.ts";
import { Engine, EngineError } from "../engine/engine.ts";
import { waitFor } from "../wait-for.ts";
import { absence } from "./absence.ts";
import { beside, captureRights } from "./beside.ts";
import { listensWithin, notListening } from "./tcpdump-command.ts";

/** What a live capture is made of. */
export interface LiveContext {
  readonly lab: LabSpec;
  readonly engine: Engine;
  /** The image that captures and decodes. */
  readonly probeImage: string;
}

/** What of the packets is captured. */
export interface LivePlan {
  /** pcap-filter(7), of the outermost headers; "" for every packet. */
  readonly filter: string;
  /** The capture ends after so many packets. @default it goes on until it is stopped */
  readonly count?: number | undefined;
}

/** A tcpdump whose packets come out while it runs. */
export interface LiveCapture {
  /** The packets, as a pcap file. */
  readonly packets: Readable;
  /** Resolves with what tcpdump counted when it has ended; rejects when it did not end in order. */
  readonly ended: Promise<string>;
  /** Ends it in order. */
  stop(): void;
}

/** Seconds in which tcpdump ends in order, and its last packets are read. */
const endsWithin = 60;

/** Characters that are kept of what tcpdump says beside its packets. */
const mostSaid = 64 * 2 ** 10;

/** Starts a capture and resolves once it listens. Nothing of it outlives this process. Throws where there is nothing to listen at. */
export async function startLive(
  context: LiveContext,
  site: CaptureSite,
  plan: LivePlan,
): Promise<LiveCapture> {
  const { engine } = context;
  const { args, container } = await launch(context, site, plan);
  const running = engine.attach(args);
  let said = "";
  running.stderr.on("data", (chunk: Buffer) => {
    // Of a program in a host, which may print for ever, the end is enough.
    said = (said + String(chunk)).slice(-mostSaid);
  });
  const remove = async () => {
    if (container !== null) await engine.start(["rm", "--force", "--volumes", container]);
  };
  const ended = once(running, "close").then(async ([status]) => {
    await remove();
    if (status === 0) return countsIn(said);
    const end = status === null ? "was killed" : `ended with status ${status}`;
    throw new EngineError(`the capture at ${siteText(site)} ${end}: ${lastOf(said)}`);
  });
  let [over, timer]: [boolean, NodeJS.Timeout | undefined] = [false, undefined];
  const isOver = () => {
    over = true;
    clearTimeout(timer);
  };
  ended.then(isOver, isOver);
  const stop = () => {
    running.stdin.end();
    // Whoever is root there may have put another program in tcpdump's place, which does not end.
    if (!over) timer ??= setTimeout(() => running.kill("SIGKILL"), endsWithin * 1000);
  };
  const listens = await waitFor(
    listensWithin,
    async () => /listening on/.test(said) || (over ? false : undefined),
  );
  if (listens) return { packets: running.stdout, ended, stop };
  stop();
  running.stdout.resume();
  // What does not even begin within that time may not listen to its end either.
  if (!over) await remove();
  await ended.catch(() => undefined);
  throw notListening(`tcpdump at ${siteText(site)}`, lastOf(said));
}

/** Docker's arguments for a capture, and the container that is made for it; null where it runs in the lab's own. */
async function launch(
  context: LiveContext,
  site: CaptureSite,
  plan: LivePlan,
): Promise<{ readonly args: string[]; readonly container: string | null }> {
  const { lab, engine, probeImage } = context;
  const container = engine.nameOf(`${lab.name}-capture-${process.pid}`);
  const own = [
    ...["run", "--rm", "--interactive", "--name", container, ...goesWith(lab)],
    // The packets are for nobody but us, and the engine would keep them all.
    ...["--log-driver", "none"],
  ];
  if ("segment" in site) {
    const bridge = await bridgeOf(engine, site.segment.network);
    const flags = Engine.confined({ network: "host", add: captureRights });
    // A bridge shows frames between its ports to promiscuous listeners only.
    return { args: [...own, ...flags, probeImage, ...tied(tcpdump(bridge, plan, true))], container };
  }
  const machine = "link" in site ? site.machine : machineOf(lab, site.inside.host);
  const absent = await absence(machine, context);
  if (absent !== null) throw new EngineError(absent);
  if ("inside" in site) {
    const { inside, device } = site;
    const workload = inside.name === inside.host ? undefined : inside.name;
    const command = tied(tcpdump(device, plan, workload === undefined));
    return { args: Engine.inside(machine.container, command, workload, "pipe"), container: null };
  }
  const find = Engine.inside(machine.container, ["underlay-device", site.link.address]);
  const named = await engine.run(find, { limit: 10 });
  const { flags, entering } = await beside(machine);
  const command = entering(tied(tcpdump(named.trim(), plan, false)));
  return { args: [...own, ...flags, probeImage, ...command], container };
}

const tcpdump = (device: string, { filter, count }: LivePlan, promiscuous: boolean): CommandLine => [
  ...["tcpdump", "--immediate-mode", "-i", device, "-n", "-U", "-Z", "root", "-w", "-"],
  ...(promiscuous ? [] : ["-p"]),
  ...(count === undefined ? [] : ["-c", String(count)]),
  ...(filter === "" ? [] : ["--", filter]),
];

/**
 * Ends a command when its standard input does: with us, however we end. The command has the number of the shell whose place it takes; it may
 * not listen to signals yet, so it is told until it is gone.
 */
export const tied = (command: CommandLine): string[] => ["sh", "-c", tie, "sh", ...command];
const tie = [
  "exec 3<&0;",
  '{ cat <&3; while kill "$$"; do sleep 1; done; } >/dev/null 2>&1 &',
  'exec "$@" 3<&- </dev/null',
].join(" ");

/** The bridge of a Docker network on the engine's machine, as Docker names it. */
async function bridgeOf(engine: Engine, network: string): Promise<string> {
  const format = '{{.Id}} {{with index .Options "com.docker.network.bridge.name"}}{{.}}{{end}}';
  const [id = "", named = ""] = (await engine.run(["network", "inspect", "--format", format, network]))
    .trim()
    .split(" ");
  return named || `br-${id.slice(0, 12)}`;
}

/** The last of what was said, but for libpcap's line in brackets that says it once more, and docker's advice. */
const lastOf = (said: string): string =>
  said
    .trim()
    .split("\n")
    .findLast((line) => line.trim() !== "" && !/^\(|--help/.test(line)) ?? "";

/** `5 packets captured, 0 packets dropped by kernel`: of what tcpdump says at its end. */
const countsIn = (said: string): string =>
  (said.match(/\d+ packets? (captured|dropped by kernel)/g) ?? []).join(", ");
