import { describe, expect, it } from "vitest";
import { birdConfiguration } from "../../lib/cni/calico/bird.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import type { FilterRule, Resources } from "../../lib/cni/calico/resources/resources.ts";
import { nodeNamed, onOneSegment } from "../fixtures/calico.ts";
import { sessionsOf, useLab } from "./lab.ts";
import { fixtureLabs, lines } from "./support.ts";

describe("Calico from a file of resources, with a BGPFilter", () => {
  const lab = useLab("lab-e2e-filter", fixtureLabs);
  const blocksOf = async (host: string) =>
    lines(await lab.out(host, "ip", "route"))
      .map((line) => /^10\.244\.\d+\.0\/26 via (\S+)/.exec(line)?.[0])
      .filter((route) => route !== undefined);

  it("has the sessions that its BGPPeer asks for", async () => {
    const established = (...peers: string[]) =>
      Object.fromEntries(peers.map((peer) => [`Node_${peer.replaceAll(".", "_")}`, "Established"]));
    const [one, two, three] = (await lab.spec()).hosts.map(({ interfaces }) => interfaces[0]?.address ?? "");
    expect(await sessionsOf(lab, "host1")).toEqual(established(two ?? "", three ?? ""));
    expect(await sessionsOf(lab, "host2")).toEqual(established(one ?? ""));
  });

  it("keeps the filtered route out, and all others in", async () => {
    const [one, two] = (await lab.spec()).hosts.map(({ interfaces }) => interfaces[0]?.address ?? "");
    expect(await blocksOf("host1")).toEqual([`10.244.2.0/26 via ${two}`]);
    expect(await blocksOf("host2")).toEqual([`10.244.1.0/26 via ${one}`]);
    expect(await blocksOf("host3")).toEqual([`10.244.1.0/26 via ${one}`, `10.244.2.0/26 via ${two}`]);
  });

  it("shows so in its probes", async () => {
    const { probes } = await lab.probe();
    expect(probes.map(({ name, status }) => [name, status])).toEqual([
      ["ping-kept", "passed"],
      ["ping-filtered", "passed"],
    ]);
  });

  it("has every form of rule as BIRD reads it", async () => {
    const cidr = "10.0.0.0/8";
    const rules: FilterRule[] = [
      ...(["Equal", "NotEqual", "In", "NotIn"] as const).map(
        (matchOperator): FilterRule => ({ action: "Reject", matchOperator, cidr }),
      ),
      { action: "Accept", matchOperator: "In", cidr, prefixLength: { min: 9, max: 24 } },
      { action: "Accept", matchOperator: "NotIn", cidr, prefixLength: { max: 24 } },
      { action: "Reject", source: "RemotePeers", interface: "eth*" },
      { action: "Reject" },
    ];
    const resources: Resources = [
      ...ipip({ ipipMode: "CrossSubnet" }).resources(onOneSegment(2)),
      {
        kind: "BGPFilter",
        metadata: { name: `every.form-${"of-a-rule-".repeat(5)}` },
        spec: { importV4: rules, exportV4: rules },
      },
      {
        kind: "BGPPeer",
        metadata: { name: "tor" },
        spec: {
          peerIP: "100.64.4.61",
          asNumber: 65000,
          keepOriginalNextHop: true,
          filters: [`every.form-${"of-a-rule-".repeat(5)}`],
        },
      },
    ];
    const text = birdConfiguration(resources, nodeNamed(resources, "host1"), { blocks: [] });
    const check = 'printf %s "$1" >/tmp/bird.conf && bird -p -c /tmp/bird.conf && echo sound';
    expect(await lab.out("host1", "sh", "-c", check, "sh", text)).toBe("sound\n");
  });
});
