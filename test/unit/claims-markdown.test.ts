import { describe, expect, it } from "vitest";
import { claims } from "../../lib/claims/claims.ts";
import { judge, type Known } from "../../lib/claims/judge.ts";
import { claimsMarkdown, type JudgedClaims } from "../../lib/report/claims-markdown.ts";
import { claimNamed, latest, lose, runOf } from "../fixtures/claim-changes.ts";

const pageOf = (known: Known, lacking: JudgedClaims["lacking"] = [], chosen = claims) =>
  claimsMarkdown({ judged: chosen.map((claim) => ({ claim, finding: judge(claim, known) })), lacking });

describe("the page of measured claims", () => {
  it("has every claim with its verdict and what it was judged by", () => {
    const page = pageOf(latest());
    expect(page).toContain(`${claims.length} claims: holds ${claims.length}, fails 0, unknown 0.`);
    for (const { id } of claims) {
      expect(page).toContain(`\n## ${id}: holds\n`);
      expect(page).toMatch(new RegExp(`^\\| ${id} \\| ✓ holds \\| lab-`, "m"));
    }
    expect(page).not.toContain("## Not measured");
    expect(pageOf(latest())).toBe(page);
  });

  it("says when, and on what machine and hosts", () => {
    const [run] = [runOf("lab-veth")];
    const page = pageOf(
      { runs: { "lab-veth": { runs: [run] } }, comparisons: [] },
      [],
      [claimNamed("veth-pair")],
    );
    expect(page).toContain(
      "| Measured | 2026-03-02 09:15:04 UTC to 2026-03-02 09:15:57 UTC |\n| Machine | 2 CPUs (",
    );
    expect(page).toContain("| Hosts | dind hosts |");
    expect(pageOf(latest())).toMatch(/^\| Hosts \| .*dind hosts.*; vm hosts \(tcg\)/m);
  });

  it("quotes output as it is, and lets no text be markup", () => {
    const run = runOf("lab-bridge");
    lose(run, "ping");
    const probe = run.probes.find(({ name }) => name === "ping");
    Object.assign(probe ?? {}, { to: "a|b*<script>\n# c" });
    const page = pageOf(
      { runs: { "lab-bridge": { runs: [run] } }, comparisons: [] },
      [],
      [claimNamed("bridge")],
    );
    expect(page).toContain(
      "\n- ✓ The route table of client is the article's:\n\n  ```\n  Kernel IP routing table\n",
    );
    expect(page).toContain("a\\|b\\*\\<script\\>");
    expect(page).not.toMatch(/^# c/m);
  });

  it("says what was not measured and why, and what was measured is nothing", () => {
    const reason = "The engine's kernel lacks kernel:ipip\n(CONFIG_NET_IPIP)";
    const page = pageOf({ runs: {}, comparisons: [] }, [
      { labs: ["lab-calico-ipip", "lab-vxlan-routed"], reason },
    ]);
    expect(page).toMatch(
      /\n## Not measured\n\n- lab-calico-ipip, lab-vxlan-routed: The engine's kernel lacks kernel:ipip.*\(CONFIG\\_NET\\_IPIP\)\n\n/,
    );
    expect(page).toContain("| Measured | nothing |");
    expect(page).toContain(`holds 0, fails 0, unknown ${claims.length}.`);
  });
});
