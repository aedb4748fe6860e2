import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { inTurnsOf, labsOf, subjectOf, together } from "../../lib/claims/claim.ts";
import { claimOf, claims } from "../../lib/claims/claims.ts";
import { isAlone, judge, judgeAlone } from "../../lib/claims/judge.ts";
import { judgeListed } from "../../lib/claims/listed.ts";
import { claimIds, type LabClaimId, labClaimIds } from "../../lib/model/claim-ids.ts";
import { judgedClaim } from "../../lib/results/judged-claim.ts";
import { type RunRecord, runRecord } from "../../lib/results/run-record.ts";
import { claimNamed, failProbe, judged, latest, runOf } from "../fixtures/claim-changes.ts";
import { claimRuns } from "../fixtures/claims.ts";

const project = resolve(import.meta.dirname, "../..");

test("every claim of the folder is in the list, and its own file tests what makes it fail", async () => {
  const folder = join(project, "lib/claims");
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const modules = await Promise.all(files.map((name) => import(join(folder, name))));
  const ids = modules.flatMap(Object.values).flatMap((value) => (value?.checks ? value.id : []));
  expect(ids.sort()).toEqual(claims.map(({ id }) => id).sort());
  const untested = ids.filter((id) => {
    const file = join(project, `test/unit/claims/${id}.test.ts`);
    return (
      !existsSync(file) ||
      !new RegExp(`^test(Compared)?Claim\\("${id}"`, "m").test(readFileSync(file, "utf8"))
    );
  });
  expect(untested).toEqual([]);
});

test("the example runs are valid records", () => {
  for (const run of Object.values(claimRuns())) expect(runRecord.parse(run)).toEqual(run);
});

test.each(claims.map(({ id }) => id))("%s holds", (id) => {
  expect(judged(id)).toEqual({ verdict: "holds", odd: [] });
});

test.each(claims.flatMap((claim) => labsOf(claim).map((lab) => [claim.id, lab, claim] as const)))(
  "%s is unknown without a run of %s",
  (id, lab, claim) => {
    const known = latest();
    const { verdict, evidence } = judge(claim, { ...known, runs: { ...known.runs, [lab]: undefined } });
    expect(verdict).toBe("unknown");
    // Figures of one kind of hosts are not set against those of another.
    const kind = id === "udp-copies" ? " --host-kind dind" : "";
    expect(evidence[0]).toEqual({
      what: lab,
      shows: `no run yet; make one with: npx underlay deploy ${lab}${kind}`,
      verdict: "unknown",
      command: null,
    });
  },
);

/** Claims that runs decide, not a comparison alone. */
const byRuns = claims.filter((claim) => labsOf(claim).length > 0);

/** Whatever the runs lack, no claim holds by it. */
const lacks: [string, (run: RunRecord) => void][] = [
  ["no probes", (run) => Object.assign(run, { probes: [] })],
  ["no hosts", (run) => Object.assign(run, { topology: { ...run.topology, hosts: [] } })],
];

describe.each(lacks)("with %s", (_, change) => {
  test.each(byRuns)("$id does not hold", (claim) => {
    expect(judge(claim, latest(change)).verdict).not.toBe("holds");
  });
});

test.each([
  ...["veth-pair", "bridge", "host-gw", "calico-no-bridge", "rr-n"],
  ...["ipip", "gateway-dynamic", "gateway-rr"],
])("%s does not hold without workloads", (id) => {
  const emptied = (run: RunRecord) => {
    for (const host of run.topology.hosts) host.workloads = [];
  };
  expect(judged(id, labsOf(claimNamed(id)).at(-1), emptied).verdict).toBe("unknown");
});

test.each(byRuns)("$id is unknown where every probe failed", (claim) => {
  const { verdict, evidence } = judge(
    claim,
    latest((run) => run.probes.forEach(failProbe)),
  );
  expect(verdict).toBe("unknown");
  expect(evidence.map(({ verdict }) => verdict)).not.toContain("fails");
});

test.each(claims.flatMap((claim) => labsOf(claim).map((lab) => [claim.id, lab] as const)))(
  "%s is unknown when a kind of probe is missing in %s",
  (id, lab) => {
    const kinds = [...new Set(runOf(lab).probes.map(({ kind }) => kind))];
    const verdicts = kinds.map((gone) => {
      const change = (run: RunRecord) => {
        run.probes = run.probes.filter(({ kind }) => kind !== gone);
      };
      return `${gone}: ${judged(id, lab, change).verdict}`;
    });
    expect(verdicts.filter((verdict) => verdict.endsWith("fails"))).toEqual([]);
    expect(verdicts.filter((verdict) => verdict.endsWith("unknown")).length).toBeGreaterThan(0);
  },
);

test("a lab that must work shows nothing by its silence", () => {
  const { verdict, odd } = judged("host-gw", "lab-host-gw-routed", (run) => {
    run.expectBroken = null;
  });
  expect(verdict).toBe("unknown");
  expect(odd.map(({ shows }) => shows)).toEqual(["no: it is meant to join all its workloads"]);
});

test("a run that cannot be read is unknown with its reason", () => {
  const { verdict, evidence } = judge(claimNamed("veth-pair"), {
    runs: { "lab-veth": { missing: "its latest run cannot be read: schema" } },
    comparisons: [],
  });
  expect([verdict, evidence[0]?.shows]).toEqual(["unknown", "its latest run cannot be read: schema"]);
});

test.each(claims.filter((claim) => inTurnsOf(claim).length > 0))(
  "$id is judged by the newest comparisons that have its figures, and not by newer ones without them",
  (claim) => {
    const known = latest();
    const without = known.comparisons.flatMap((each) => [
      { ...each, probes: each.probes.filter(({ kind }) => kind === "cost") },
      { ...each, turns: each.turns.map((turn) => ({ ...turn, results: [] })) },
    ]);
    const { verdict, comparisons } = judge(claim, {
      ...known,
      comparisons: [...without, ...known.comparisons],
    });
    expect(verdict).toBe("holds");
    expect(comparisons.filter((each) => !known.comparisons.includes(each))).toEqual([]);
  },
);

test("one run by itself tells what it can, and which labs are needed as well", () => {
  const { evidence, needs } = judgeAlone(claimNamed("udp-copies"), runOf("lab-udp"));
  expect(needs).toEqual(["lab-vxlan"]);
  expect(evidence.map(({ what }) => what)).not.toContain(expect.stringContaining("VXLAN"));
  expect(evidence).toHaveLength(5);
});

test("every claim has its own name in the list, and can be listed by a lab where one run shows something of it", () => {
  expect(claims.map(({ id }) => id)).toEqual(claimIds);
  const alone = claims.filter((claim) => claim.checks.some((check) => isAlone(check, subjectOf(claim))));
  expect(alone.map(({ id }) => id)).toEqual(labClaimIds);
});

describe("a claim that a lab lists", () => {
  /** The example run of the lab that a claim is about, as one of another lab. */
  const runOfMine = (id: LabClaimId): RunRecord => ({
    ...runOf(subjectOf(claimOf(id))),
    lab: "lab-mine",
    name: "lab-mine-3",
  });

  test.each(labClaimIds)("%s is judged whatever the lab is called", (id) => {
    const run = runOf(subjectOf(claimOf(id)));
    const renamed = JSON.stringify(judgeListed([id], run)).replaceAll(`"${run.name}"`, '"lab-mine-3"');
    const judged = judgeListed([id], runOfMine(id));
    expect(judged).toEqual(JSON.parse(renamed));
    expect(judged).toMatchObject([{ id, verdict: "holds" }]);
  });

  test.each(labClaimIds)("%s needs the probes that docs/claims.md names for it, and no others", (id) => {
    const page = readFileSync(join(project, "docs/claims.md"), "utf8");
    const { probes } = runOfMine(id);
    const needed = [...new Set(probes.map(({ kind }) => kind))].filter((gone) => {
      const others = probes.filter(({ kind }) => kind !== gone);
      return judgeListed([id], { ...runOfMine(id), probes: others })[0]?.verdict !== "holds";
    });
    const [, named = ""] = new RegExp(`^\\| \`${id}\` \\| (\`.*?) \\|`, "m").exec(page) ?? [];
    expect([...named.matchAll(/`([a-z-]+)`/g)].map(([, kind]) => kind).sort()).toEqual(needed.sort());
  });

  test.each(labClaimIds)("%s has a verdict for a run of whatever lab", (id) => {
    for (const run of Object.values(claimRuns()))
      expect(judgedClaim.array().parse(judgeListed([id], run))).toMatchObject([{ id }]);
  });

  test("is not held by what other labs than its own show", () => {
    const [bare, tunnelled] = [runOf("lab-host-gw"), runOf("lab-vxlan")];
    expect(judgeListed(["vxlan-kernel", "host-gw"], bare)).toMatchObject([
      { id: "vxlan-kernel", verdict: "fails" },
      { id: "host-gw", verdict: "holds" },
    ]);
    expect(judgeListed(["host-gw"], tunnelled)).toMatchObject([{ verdict: "fails" }]);
  });
});

test("verdicts together", () => {
  expect(together([])).toBe("unknown");
  expect(together(["stated"])).toBe("unknown");
  expect(together(["holds", "stated"])).toBe("holds");
  expect(together(["holds", "unknown"])).toBe("unknown");
  expect(together(["unknown", "fails", "holds"])).toBe("fails");
});
