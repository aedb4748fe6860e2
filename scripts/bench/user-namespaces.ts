import { Engine } from "../../lib/runtime/engine/engine.ts";
import { benchLabs, seconds, underlay } from "./contestants.ts";
import type { Limit, Row } from "./table.ts";
import { measure } from "./vxlan.ts";

const lab = "lab-bench-1";
const host = (number: number): string => `${lab}-host${number}`;
const workload = (number: number) => (command: readonly string[]) =>
  Engine.inside(host(number), command, `workload${number}`);

/** What a lab whose hosts have user namespaces costs beside one whose hosts have none; the two take turns. */
export async function userNamespaces(
  engine: Engine,
  rounds: number,
  say: (text: string) => void,
): Promise<Row[]> {
  const own: Figures[] = [];
  const none: Figures[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`user namespaces, round ${round} of ${rounds}`);
    const turns = [() => figures(engine, []).then((found) => own.push(found))];
    const other = () => figures(engine, ["--no-user-namespace"]).then((found) => none.push(found));
    for (const turn of round % 2 === 0 ? [other, ...turns] : [...turns, other]) await turn();
  }
  const row = (what: string, unit: string, key: keyof Figures, asked?: Limit): Row => ({
    what: `${what}, beside one without user namespaces`,
    unit,
    underlay: own.map((found) => found[key]),
    script: none.map((found) => found[key]),
    ...(asked === undefined ? {} : { asked }),
  });
  return [
    row("one lab of 3 hosts, to all gates", "s", "up", { times: 1.05 }),
    row("a host's memory", "MiB", "memory"),
    row("a command in a host", "ms", "command"),
    row("VXLAN, one stream", "Gbit/s", "one"),
    row("VXLAN, eight streams", "Gbit/s", "eight"),
  ];
}

interface Figures {
  readonly up: number;
  /** MiB of the median host, as `docker stats` has it. */
  readonly memory: number;
  /** Milliseconds. */
  readonly command: number;
  /** Gbit/s, by number of streams. */
  readonly one: number;
  readonly eight: number;
}

async function figures(engine: Engine, flags: readonly string[]): Promise<Figures> {
  try {
    const up = await seconds(() => underlay(["deploy", lab, "--no-probes", ...flags], benchLabs));
    const commands = await seconds(async () => {
      for (let turn = 0; turn < 10; turn += 1) await engine.run(Engine.inside(host(1), ["true"]));
    });
    const one = await measure(engine, workload(2), workload(1), "10.244.2.2");
    const eight = await measure(engine, workload(2), workload(1), "10.244.2.2", 8);
    const said = await engine.run([
      "stats",
      "--no-stream",
      "--format",
      "{{.MemUsage}}",
      ...[1, 2, 3].map(host),
    ]);
    const [, memory = Number.NaN] = said
      .trim()
      .split("\n")
      .map(Number.parseFloat)
      .sort((a, b) => a - b);
    return { up, memory, command: commands * 100, one: one / 1e9, eight: eight / 1e9 };
  } finally {
    await underlay(["destroy", lab], benchLabs);
  }
}
