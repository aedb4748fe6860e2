import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { calico } from "../../lib/cni/calico/calico.ts";
import type { CalicoMode } from "../../lib/cni/calico/mode.ts";
import type { FlannelBackend } from "../../lib/cni/flannel/backend.ts";
import { flannel } from "../../lib/cni/flannel/flannel.ts";
import type { CniMode } from "../../lib/model/mode.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { declaration, router, segment } from "../fixtures/declaration.ts";

/** Every backend and mode there is, found in its folder: one that is added is held to the same without a word here. */
const folders = [
  { folder: "flannel/backends", mode: (value: unknown) => flannel(value as FlannelBackend) },
  { folder: "calico/modes", mode: (value: unknown) => calico(value as CalicoMode) },
];

type Make = (options?: unknown) => CniMode;

async function makers(): Promise<[string, Make][]> {
  const found = folders.flatMap(({ folder, mode }) => {
    const path = resolve(import.meta.dirname, "../../lib/cni", folder);
    return readdirSync(path).map(async (file): Promise<[string, Make]> => {
      const module: Record<string, (options?: unknown) => unknown> = await import(join(path, file));
      const name = file.replace(/\.ts$/, "").replace(/-./g, ([, letter = ""]) => letter.toUpperCase());
      return [`${folder}/${file}`, (options) => mode(module[name]?.(options))];
    });
  });
  return Promise.all(found);
}

/** Two hosts and the router of their segment: sound for every mode. */
const lab = resolveLab(
  declaration({
    segments: [segment(), segment({ name: "uplink" })],
    routers: [router(1, "underlay", "uplink")],
  }),
);

/** Wrong for every option of every mode. */
const wrong: readonly unknown[] = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 1.5, 0.5, 2 ** 40, 2n],
  ...[null, {}, [], [[]], () => 1, Symbol("x"), "\n", ""],
];

describe.each(await makers())("%s", (_, make) => {
  const known = /It has: (.*?)\. Remove/.exec(make({ nonsense: 1 }).complaints(lab).join("\n"))?.[1] ?? "";
  const options = known === "none" ? [] : known.split(", ");

  it("is sound as it comes", () => {
    expect(make().complaints(lab)).toEqual([]);
    expect(make({}).complaints(lab)).toEqual([]);
    expect(known).not.toBe("");
  });

  it("complains of everything else that stands in the place of its options", () => {
    for (const given of [null, 5, "port", true, [], [1], () => ({})])
      expect(make(given).complaints(lab), String(given)).toEqual([
        expect.stringMatching(/^The options of .*Use an object, or none\.$/),
      ]);
  });

  it("complains of every wrong value of every option, with the fix", () => {
    for (const option of options)
      for (const value of wrong) {
        const complaints = make({ [option]: value }).complaints(lab);
        expect(complaints, `${option}: ${String(value)}`).not.toEqual([]);
        for (const complaint of complaints) expect(complaint).toMatch(/\. (Use|Name|Known|Write|Remove)/);
      }
  });

  it("complains of all options at once", () => {
    const all = Object.fromEntries(options.map((option) => [option, Number.NaN]));
    expect(make(all).complaints(lab).length).toBeGreaterThanOrEqual(options.length > 0 ? 1 : 0);
  });
});
