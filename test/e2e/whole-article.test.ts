import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claims } from "../../lib/claims/claims.ts";
import { claimIds, isCompared } from "../../lib/model/claim-ids.ts";
import { exitCodes } from "../../lib/runtime/terminal.ts";
import { containers, ensureGone, stateOf, underlay, until } from "./support.ts";

interface Finding {
  readonly id: string;
  readonly verdict: string;
  readonly evidence: readonly unknown[];
  /** The run of each lab that the claim is judged by; null where there is none. */
  readonly runs: Readonly<Record<string, string | null>>;
  readonly comparisons: readonly string[];
}

const succeeds = async (...args: string[]) => {
  const { exitCode, stderr } = await underlay(args);
  expect(exitCode, stderr).toBe(0);
};

describe("the whole article", () => {
  // The file runs last, by its name: most of what it needs is there. Alone, it measures every lab, which takes its time.
  beforeAll(async () => {
    const findings: Finding[] = JSON.parse((await underlay(["claims", "--json"])).stdout);
    const unmeasured = findings.flatMap(({ runs }) => Object.keys(runs).filter((lab) => runs[lab] === null));
    for (const lab of new Set(unmeasured)) {
      await succeeds("deploy", lab);
      await succeeds("destroy", lab);
    }
  }, 3_600_000);

  it("every claim of the article holds, with evidence", async () => {
    const { stdout, exitCode } = await underlay(["claims", "--json"]);
    const findings: Finding[] = JSON.parse(stdout);
    // Comparisons take long, and may not tell on a busy machine: docs/claims-measured.md has them. One that is there tells nothing that is not so.
    const open = findings
      .filter(({ id, verdict }) => isCompared(id) && verdict === "unknown")
      .map(({ id }) => id);
    expect(findings.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
      claimIds.map((id) => `${id} ${open.includes(id) ? "unknown" : "holds"}`),
    );
    expect(exitCode).toBe(open.length === 0 ? exitCodes.passed : exitCodes.warnings);
    for (const { evidence } of findings) expect(evidence.length).toBeGreaterThan(1);
  });
});

describe("all that this machine can run", () => {
  let folder = "";
  let env: Record<string, string> = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "underlay-claims-"));
    // A project with one of the labs that claims need.
    env = { UNDERLAY_LABS: folder, UNDERLAY_RESULTS: join(folder, "results") };
    await ensureGone("lab-veth");
    await writeFile(join(folder, "lab-veth.yaml"), (await underlay(["show", "lab-veth"])).stdout);
  });
  afterAll(() => rm(folder, { recursive: true }));
  const page = () => join(folder, "docs/measured.md");
  const measuring = () => underlay(["claims", "--all", "--json", "--markdown", page()], env);
  const expectNoLab = async () => {
    expect(await containers("lab-veth")).toEqual({});
    expect(stateOf("lab-veth")).toEqual([]);
  };

  it("is left in order when it is interrupted: no lab and no page, and the next one begins anew", async () => {
    const interrupted = measuring().run();
    await until("the lab comes up", 60, async () => Object.keys(await containers("lab-veth")).length > 0);
    await interrupted.kill("SIGINT");
    const { exitCode, stderr } = await interrupted;
    expect(exitCode, stderr).toBe(exitCodes.failed);
    expect(stderr).toContain("It was interrupted: 0 of ");
    expect(existsSync(page())).toBe(false);
    await expectNoLab();
  });

  it("is brought up, measured, judged and taken down; what cannot be is told with the reason", async () => {
    const { stdout, stderr, exitCode } = await measuring();
    expect(exitCode, stderr).toBe(exitCodes.warnings);
    const findings: Finding[] = JSON.parse(stdout);
    expect(findings.map(({ verdict }) => verdict)).toEqual([
      "holds",
      ...Array(claims.length - 1).fill("unknown"),
    ]);
    const text = await readFile(page(), "utf8");
    expect(text).toContain("## veth-pair: holds");
    expect(text).toMatch(/## Not measured\n\n- lab-bridge: .*there is no lab/);
    await expectNoLab();
  });
});
