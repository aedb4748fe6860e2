import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { tasksFor } from "../../scripts/verbs/check.ts";
import { faultCommand } from "../../scripts/verbs/fault.ts";
import { declaration } from "../fixtures/declaration.ts";
import { sound } from "../fixtures/tasks.ts";

/** A seat's lab, as it is deployed: the copy of a lab whose file the workshop may name. */
const lab = { ...resolveLab(declaration()), name: "lab-test-3" };
const applied = vi.hoisted((): unknown[] => []);

vi.mock("../../lib/runtime/setup/installed.ts", () => ({ requireInstallation: () => assumedInstallation }));
vi.mock("../../lib/runtime/labs/presence.ts", () => ({ requireDeployed: async () => lab }));
vi.mock("../../lib/runtime/tasks/fault-record.ts", () => ({ faultsOf: async () => [] }));
vi.mock("../../lib/runtime/tasks/faults.ts", () => ({
  applyFaults: async ({ name }: { name: string }, faults: readonly object[]) =>
    applied.push({ name, faults }),
}));

const folder = mkdtempSync(join(tmpdir(), "underlay-task-verbs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The file of a workshop about a lab. */
function workshop(about: string, from = "", to = ""): string {
  const file = join(folder, "workshop.yaml");
  writeFileSync(file, sound.replace("lab: lab-test", `lab: ${about}`).replace(from, to));
  return file;
}

describe("tasks of a workshop", () => {
  it.each(["lab-test", "./lab-ws.yaml", "lab-ws.yml", "labs/lab-ws.ts", "../labs/lab-ws.yaml"])(
    "are found for a seat where its lab is said as %s",
    async (about) => {
      const { tasks, ...found } = await tasksFor("lab-test-3", "mend-the-link", workshop(about));
      expect(found.lab).toBe(lab);
      expect(tasks.map(({ id }) => id)).toEqual(["mend-the-link"]);
    },
  );

  it("are refused on a lab of another name, where the workshop names its lab", async () => {
    await expect(tasksFor("lab-test-3", undefined, workshop("lab-other"))).rejects.toThrow(
      "is about the lab lab-other, and lab-test-3 is one of lab-test. Name another file with --file.",
    );
  });

  it("are refused on a lab that lacks what they name, where the workshop names a file", async () => {
    await expect(
      tasksFor("lab-test-3", undefined, workshop("./lab-ws.yaml", "from: client", "from: clinet")),
    ).rejects.toThrow('lab-test has no host, router or workload "clinet"; did you mean "client"?');
  });

  it("are refused by a name that none has", async () => {
    await expect(tasksFor("lab-test-3", "mend-the-lnk", workshop("./lab-ws.yaml"))).rejects.toThrow(
      'has no task "mend-the-lnk"; did you mean "mend-the-link"?',
    );
  });
});

it("puts the faults of a task in place on a seat of a workshop whose lab is a file", async () => {
  vi.spyOn(console, "log").mockReturnValue();
  const file = workshop("./lab-ws.yaml");
  await faultCommand().parseAsync(["lab-test-3", "--task", "mend-the-link", "--file", file], {
    from: "user",
  });
  expect(applied).toEqual([
    {
      name: "lab-test-3",
      faults: [{ kind: "link-down", options: { machine: "host1", segment: "underlay" } }],
    },
  ]);
});
