import { afterAll, beforeAll, expect, it } from "vitest";
import { wallsOf } from "../../lib/model/walls.ts";
import { deployedLab } from "../../lib/runtime/labs/labs.ts";
import { docker, engine, ensureGone, inLab, installation, onMachine, underlay, until } from "./support.ts";

// A copy, beside other tests' lab-vxlan.
const lab = "lab-vxlan-9";
const walls = wallsOf({ name: lab });
/** An address of the machine, on a link that is none of the lab's: TEST-NET-2 of RFC 5737. */
const address = "198.51.100.7";
const link = "ul-walls";
const port = "9417";

const removeLink = () => onMachine("ip", "link", "delete", link).catch(() => undefined);
const inHost = async (...command: string[]) => inLab(lab, "host1", command);
const said = async () => (await engine.start(["exec", walls, "cat", "/run/walls"])).stdout.trim();

let bridge = { device: "", mac: "", linkLocal: "" };

beforeAll(async () => {
  await ensureGone(lab);
  await removeLink();
  const deploy = await underlay(["deploy", "lab-vxlan", "--instance", "9", "--no-probes"]);
  expect(deploy.exitCode, deploy.stderr).toBe(0);
  expect(deploy.stderr).not.toContain("not closed");
  await onMachine("ip", "link", "add", link, "type", "bridge");
  await onMachine("ip", "address", "add", `${address}/32`, "dev", link);
  await onMachine("ip", "link", "set", link, "up");
  const spec = await deployedLab(lab);
  const id = await docker(`network inspect --format {{.Id}} ${spec?.segments[0]?.network}`);
  const device = `br-${id.slice(0, 12)}`;
  const [found] = JSON.parse(await onMachine("ip", "-json", "address", "show", device));
  const own = found.addr_info.find(({ scope }: { scope: string }) => scope === "link");
  bridge = { device, mac: found.address, linkLocal: own.local };
  // What any root in the host can do.
  await inHost("sysctl", "--write", "net.ipv6.conf.eth0.disable_ipv6=0");
  await inHost("ip", "route", "add", `${address}/32`, "dev", "eth0");
  await docker(
    `run --detach --rm --name ${lab}-listener --network host --cap-drop ALL ${installation.images.probe} iperf3 --server --port ${port}`,
  );
});

afterAll(async () => {
  await engine.start(["rm", "--force", `${lab}-listener`]);
  await ensureGone(lab);
  await removeLink();
});

/** The ways out of a segment that a root in a host has; true for each that leads somewhere. */
async function waysOut() {
  await inHost("ip", "neigh", "delete", address, "dev", "eth0");
  await inHost("ping", "-c", "1", "-W", "1", "-I", "eth0", address);
  const arp = (await inHost("ip", "-json", "neigh", "show", address)).stdout;
  const target = `${bridge.linkLocal}%eth0`;
  const ping = await inHost("ping", "-6", "-c", "2", "-W", "1", target);
  const connect = `exec 3<>/dev/tcp/${target}/${port}`;
  const tcp = await inHost("timeout", "2", "bash", "-c", connect);
  return { arp: arp.includes("lladdr"), ipv6: ping.exitCode === 0, tcp: tcp.exitCode === 0 };
}

it("leaves no way from a segment to the engine's machine: by ARP, IPv6 or TCP", async () => {
  expect(await said()).toBe("closed");
  expect(await waysOut()).toEqual({ arp: false, ipv6: false, tcp: false });
});

it("forwards nothing for a host that knows the bridge's MAC address", async () => {
  const counted = async () => {
    const text = await onMachine("cat", "/proc/net/snmp");
    const [names = [], values = []] = text
      .split("\n")
      .filter((line) => line.startsWith("Icmp:"))
      .map((line) => line.split(" "));
    return Number(values[names.indexOf("InEchos")]);
  };
  const before = await counted();
  await inHost("ip", "neigh", "replace", address, "lladdr", bridge.mac, "dev", "eth0");
  const ping = await inHost("ping", "-c", "5", "-i", "0.2", "-W", "1", address);
  expect(ping.stdout).toContain("5 packets transmitted, 0 received");
  expect(await counted()).toBe(before);
});

it("has walls that stand again after a restart, and without which the ways are open", async () => {
  await docker(`stop ${walls}`);
  await expect.poll(waysOut).toEqual({ arp: true, ipv6: true, tcp: true });
  // A deploy starts what was stopped, and says that the lab is ready when they stand.
  const deploy = await underlay(["deploy", "lab-vxlan", "--instance", "9", "--no-probes"]);
  expect(deploy.exitCode, deploy.stderr).toBe(0);
  expect(await waysOut()).toEqual({ arp: false, ipv6: false, tcp: false });
  await docker(`kill ${walls}`);
  await docker(`start ${walls}`);
  await until("walls stand", 60, async () => (await said()) === "closed");
  expect(await waysOut()).toEqual({ arp: false, ipv6: false, tcp: false });
});

it("asks no name server outside the lab", async () => {
  const asked = await inHost("cat", "/etc/resolv.conf");
  expect(asked.stdout).not.toMatch(/^nameserver (?!127\.)/m);
  const dns = await docker(`inspect --format {{.HostConfig.Dns}} ${lab}-host1`);
  expect(dns.trim()).toBe("[127.0.0.1]");
});
