import { quantileSorted } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { readPing } from "../../lib/probes/ping.ts";
import { expectEntered, expectEveryPair, expectSound, useLabs, wayProbes, wireOf } from "./lab.ts";
import { inLab, underlay, words } from "./support.ts";

const [ipip, wireguard] = useLabs(["lab-ipip", "lab-wireguard"]);

describe("lab-ipip", () => {
  const lab = ipip;

  it("has flannel.ipip, and carries every pair as IP in IP (F8)", async () => {
    expect(await lab.out("host1", "ip", "route")).toContain(
      "10.244.2.0/24 via 100.75.0.2 dev flannel.ipip onlink",
    );
    await expectEntered(lab, "host1", "client");
    await expectEveryPair(lab);
    const record = await lab.probe(...wayProbes);
    expectSound(record, 1480);
    expect(wireOf(record).slice(0, 4)).toEqual(["eth", "ip", "ip", "icmp"]);
  });

  it("has delay, jitter and loss measured as they were asked for, within 10 %", async () => {
    const impair = async (...wanted: string[]) => {
      const { exitCode, stderr } = await underlay(["impair", "lab-ipip", "underlay", ...wanted]);
      expect(exitCode, stderr).toBe(0);
    };
    const ping = async (count: number) =>
      readPing(
        (await inLab("lab-ipip", "client", words(`ping -n -c ${count} -i 0.005 -W 2 10.244.2.2`), 300))
          .stdout,
      );
    const times = async (count: number) => {
      const { samples } = await ping(count);
      return samples.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    };
    // Of the sorted times, so that a moment in which the machine gave the guests nothing does not count.
    const median = (sorted: readonly number[]) => quantileSorted(sorted, 0.5);
    const spread = (sorted: readonly number[]) => quantileSorted(sorted, 0.9) - quantileSorted(sorted, 0.1);

    const base = await times(300);
    // Each machine impairs what it sends, so a round trip meets it twice.
    await impair("--delay", "60");
    expect(Math.abs((median(await times(300)) - median(base)) / 120 - 1)).toBeLessThan(0.1);
    await impair("--delay", "60", "--jitter", "20");
    // The spread of 1,500 is known within 2.1 %: 10 % is almost five times what chance does.
    const varied = Math.sqrt(spread(await times(1500)) ** 2 - spread(base) ** 2);
    // netem without a distribution: uniform between 40 and 80 ms. The sum of two such is below 80 + x once in (x / 40)² / 2.
    const tenth = Math.sqrt(0.2) * 40;
    expect(Math.abs(varied / (80 - 2 * tenth) - 1)).toBeLessThan(0.1);
    await impair("--loss", "30");
    const { transmitted, received } = await ping(1500);
    expect(transmitted).toBe(1500);
    const lost = 1 - (received ?? 0) / 1500;
    expect(Math.abs(lost / (1 - 0.7 ** 2) - 1)).toBeLessThan(0.1);
  });
});

describe("lab-wireguard", () => {
  const lab = wireguard;

  it("carries every pair, and nobody on the wire can read it (F8)", async () => {
    // Two ends that ping each other at once begin two handshakes, and WireGuard keeps one: a packet under the other's key is lost.
    await expectEveryPair(lab, { inTurn: true });
    const record = await lab.probe(...wayProbes);
    expectSound(record, 1420);
    expect(wireOf(record).slice(0, 4)).toEqual(["eth", "ip", "udp", "wg"]);
  });
});
