import type { Installation } from "../../lib/model/installation.ts";
import { clientCommand, serverCommand } from "../../lib/probes/iperf3.ts";
import { readReport } from "../../lib/probes/tcp-load.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { underlay } from "./contestants.ts";
import type { Row } from "./table.ts";

/** One TCP stream through lab-vxlan, which is up meanwhile, beside one through a VXLAN made by hand. */
export async function throughput(
  engine: Engine,
  installation: Installation,
  rounds: number,
  say: (text: string) => void,
): Promise<Row> {
  const lab = "lab-vxlan";
  try {
    await underlay(["deploy", lab, "--no-probes"]);
    const samples = await throughputRatio(engine, installation, lab, rounds, say);
    return {
      what: "VXLAN throughput, beside one made by hand",
      unit: "Gbit/s",
      underlay: samples.map(({ lab }) => lab / 1e9),
      script: samples.map(({ handMade }) => handMade / 1e9),
    };
  } finally {
    await underlay(["destroy", lab]).nothrow();
  }
}

/**
 * One TCP stream through a lab's VXLAN and through one made by hand: two namespaces on a bridge network like the lab's, a vxlan
 * device in each. The two take turns, so that changes in the machine's load affect both alike.
 */
async function throughputRatio(
  engine: Engine,
  { images }: Installation,
  lab: string,
  rounds: number,
  say: (text: string) => void,
): Promise<{ lab: number; handMade: number }[]> {
  const names = ["underlay-bench-1", "underlay-bench-2"];
  const network = "underlay-bench";
  const remove = async () => {
    await engine.start(["rm", "--force", ...names]);
    await engine.start(["network", "rm", network]);
  };
  await remove();
  try {
    await engine.run([
      ...[
        "network",
        "create",
        "--subnet",
        "100.127.252.0/26",
        "--opt",
        "com.docker.network.bridge.inhibit_ipv4=true",
      ],
      ...["--opt", "com.docker.network.bridge.enable_ip_masquerade=false", network],
    ]);
    for (const [index, name] of names.entries()) {
      const [own, peer] = [index + 10, 11 - index];
      const address = ["--ip", `100.127.252.${own}`];
      await engine.run([
        "run",
        "--detach",
        "--init",
        "--name",
        name,
        "--network",
        network,
        ...address,
        "--cap-add",
        "NET_ADMIN",
        images.probe,
        "sleep",
        "600",
      ]);
      const ip = (...args: string[]) => engine.run(["exec", name, "ip", ...args]);
      await ip(
        "link",
        "add",
        "vx",
        "type",
        "vxlan",
        "id",
        "99",
        "dstport",
        "8472",
        "remote",
        `100.127.252.${peer}`,
      );
      await ip("address", "add", `100.127.253.${own}/24`, "dev", "vx");
      await ip("link", "set", "vx", "mtu", "1450", "up");
    }
    const samples: { lab: number; handMade: number }[] = [];
    const inWorkload = (host: string, workload: string) => (command: readonly string[]) =>
      Engine.inside(`${lab}-${host}`, command, workload);
    for (let round = 1; round <= rounds; round += 1) {
      say(`throughput, round ${round} of ${rounds}`);
      samples.push({
        lab: await measure(
          engine,
          inWorkload("host2", "server"),
          inWorkload("host1", "client"),
          "10.244.2.2",
        ),
        handMade: await measure(engine, inside(names[1] ?? ""), inside(names[0] ?? ""), "100.127.253.11"),
      });
    }
    return samples;
  } finally {
    await remove();
  }
}

type Place = (command: readonly string[]) => string[];
const inside =
  (container: string): Place =>
  (command) => ["exec", container, ...command];

/** Bits per second between two places, by so many TCP streams. */
export async function measure(
  engine: Engine,
  server: Place,
  client: Place,
  address: string,
  streams = 1,
): Promise<number> {
  const [seconds, load] = [3, ["--time", "3", "--omit", "1", "--parallel", String(streams)]];
  const serving = engine.start(server(serverCommand(30)), { limit: 40 });
  await engine.run(server(["sleep", "1"]));
  const said = await engine.run(client(clientCommand(address, load, 30)), { limit: 40 });
  const reading = readReport(said, { streams, seconds });
  await serving;
  if (reading.status === "failed") throw new Error(reading.reason);
  return reading.bitsPerSecond;
}
