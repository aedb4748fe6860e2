import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";
import { useLab } from "./lab.ts";
import { docker, fixtureLabs, lines, underlay, words } from "./support.ts";

/** Looking into a running lab: its packets, its picture, its faults. */
const name = "lab-e2e-look";
const lab = useLab(name, fixtureLabs);

describe("a live capture", () => {
  /** Captures while the client pings the server. */
  const capture = async (...args: string[]) => {
    const capturing = underlay(["capture", name, ...args]);
    let said = "";
    for await (const text of capturing.stderr) {
      said += String(text);
      if (said.includes("capturing at")) await lab.out("client", ...words("ping -c 5 -i 0.2 -n 10.244.2.2"));
    }
    const { stdout, exitCode } = await capturing;
    expect(exitCode, said).toBe(0);
    return stdout;
  };
  const inner = String.raw`IPv4 10\.244\.1\.2 → 10\.244\.2\.2, TTL \d+ \| ICMP Echo \(ping\) request`;
  const outer = String.raw`IPv4 100\S+ → 100\S+, TTL 64 \| UDP port 8285 → 8285`;

  it.each([
    ["a host", "host1", ["udp", "port", "8285"], new RegExp(`${outer} \\| ${inner}`)],
    ["a segment", "underlay", ["udp", "port", "8285"], new RegExp(`${outer} \\| ${inner}`)],
    [
      "a device of a host",
      "host1:flannel0",
      ["icmp", "and", "host", "10.244.1.2"],
      new RegExp(`\\d  ${inner}`),
    ],
    ["a workload", "host2/server", ["icmp", "and", "host", "10.244.1.2"], new RegExp(`\\d  ${inner}`)],
  ])("at %s shows the workloads' packets as they are there", async (_, where, filter, packet) => {
    const shown = lines(await capture(where, ...filter, "--count", "8"));
    expect(shown).toHaveLength(8);
    expect(shown).toContainEqual(expect.stringMatching(packet));
  });

  it("in a file is one that tcpdump reads", async () => {
    const file = join(projectDir, ".underlay/looking-in.pcap");
    await capture("host1", "-w", file, "--seconds", "3");
    expect(readFileSync(file).readUInt32LE(0).toString(16)).toBe("a1b2c3d4");
    expect(readFileSync(file).length).toBeGreaterThan(200);
    rmSync(file);
  });

  it("leaves nothing when its process is killed", async () => {
    const capturing = underlay(["capture", name, "host1"]);
    for await (const said of capturing.stderr) if (String(said).includes("capturing at")) break;
    await capturing.kill("SIGKILL");
    await capturing;
    const left = async () => lines(await docker(`ps --quiet --filter name=${name}-capture`));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });
});
