import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { gateText } from "../../lib/report/gate/text.ts";
import { baselineOf, differences } from "../../lib/results/gate/baseline.ts";
import { saveBaseline } from "../../lib/runtime/runs/baseline.ts";
import { gated, measured } from "../fixtures/baseline.ts";

describe("a gate against a stored baseline", () => {
  it("is incomparable where the lab was impaired then, or is now, and says how", () => {
    const [good, bad] = [measured(0.5, 10), measured(0.5, 10)];
    const [place] = bad.labs[0]?.topology.hosts[0]?.interfaces ?? [];
    if (place) place.impairment = { rate: 1000 };
    const conditions = (record: typeof good) => {
      const saved = baselineOf(record);
      const [own] = saved.labs;
      if (!own) throw new Error("no lab");
      return { ...saved, ...own };
    };
    expect(differences(conditions(good), conditions(good))).toEqual([]);
    expect(differences(conditions(bad), conditions(bad))).toEqual([]);
    expect(differences(conditions(bad), conditions(good))).toEqual([
      expect.stringMatching(/^impairments rate 1000 kbit\/s on \w+ then, none now$/),
    ]);
    const record = gated(0.5, 10, differences(conditions(good), conditions(bad)));
    expect(gateText(record).replace(/\s+/g, " ")).toContain("impairments none then, rate 1000 kbit/s on ");
    expect(gateText(record).replace(/\s+/g, " ")).toContain(
      "with: npx underlay impair lab-a SEGMENT …. Or save",
    );
    expect(gateText(gated(0.5, 10, ["MTU 1450 then, 1400 now"]))).not.toContain("underlay impair");
    expect(record.gate.verdict).toBe("incomparable");
    // Of one that does not say how it is impaired that is said; a file that does not is one of an earlier version.
    const [told, untold] = [conditions(bad), { ...conditions(bad), impairments: null }];
    expect(differences(told, untold)).toEqual([expect.stringMatching(/ then, not known now$/)]);
    expect(differences(untold, told)).toEqual([]);
  });
});

describe("a baseline's file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "underlay-baseline-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is told of where it keeps an impairment, which may have been left over", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const record = measured(0.5, 10);
    await saveBaseline(join(folder, "saved.json"), record);
    expect(said).not.toHaveBeenCalled();
    const [place] = record.labs[0]?.topology.hosts[0]?.interfaces ?? [];
    if (place) place.impairment = { rate: 1000 };
    await saveBaseline(join(folder, "saved.json"), record);
    const text = said.mock.calls.flat().join("");
    said.mockRestore();
    expect(text).toMatch(/saved\.json has lab-a with rate 1000 kbit\/s on \w+, and gates /);
    expect(text).toContain("npx underlay impair lab-a SEGMENT …");
  });

  it("stays as it is where a machine did not say how it is impaired", async () => {
    const file = join(folder, "base.json");
    await writeFile(file, "kept");
    const record = measured(0.5, 10);
    const [place] = record.labs[0]?.topology.hosts[0]?.interfaces ?? [];
    if (place) place.impairment = null;
    await expect(saveBaseline(file, record)).rejects.toThrow(
      `${file} is left as it is: a machine of lab-a did not say how it is impaired`,
    );
    expect(await readFile(file, "utf8")).toBe("kept");
  });
});
