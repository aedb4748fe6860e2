import { expect, it } from "vitest";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { underlay } from "./support.ts";

// Runs last, by its name: the other files leave a run of every lab behind.
it("every claim of the article holds, with evidence", async () => {
  const { stdout, exitCode } = await underlay(["claims", "--json"]);
  const findings: { id: string; verdict: string; evidence: unknown[] }[] = JSON.parse(stdout);
  const flannel = ["veth-pair", "bridge", "udp-copies", "vxlan-kernel", "host-gw"];
  const calico = [
    "calico-no-bridge",
    "mesh-n2",
    "rr-n",
    "ipip",
    "ipip-vxlan",
    "gateway-dynamic",
    "gateway-rr",
  ];
  // Figures of emulated hosts on a busy machine spread: that interval may reach out of the band, but not leave it.
  const noisy = findings.find(({ id }) => id === "ipip-vxlan")?.verdict;
  expect(["holds", "unknown"]).toContain(noisy);
  expect(findings.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
    [...flannel, ...calico].map((id) => `${id} ${id === "ipip-vxlan" ? noisy : "holds"}`),
  );
  expect(exitCode).toBe(noisy === "holds" ? exitCodes.passed : exitCodes.warnings);
  for (const { evidence } of findings) expect(evidence.length).toBeGreaterThan(1);
});
