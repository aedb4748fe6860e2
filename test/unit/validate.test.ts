import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { LabError } from "../../lib/model/errors.ts";
import { instanceName, resolveLab } from "../../lib/model/resolve.ts";
import type { Synthesis } from "../../lib/model/synthesis.ts";
import { validateCommand } from "../../scripts/verbs/validate.ts";
import { declaration } from "../fixtures/declaration.ts";
import { inLine, sound as tasks } from "../fixtures/tasks.ts";
import { sound as lab } from "../fixtures/yaml-lab.ts";

/** A project with the sound lab lab-test and the unsound one lab-broken. */
const given = vi.hoisted(() => ({ isInProject: true }));
vi.mock("../../lib/runtime/project.ts", async (original) => ({
  ...(await original<object>()),
  hasProject: () => given.isInProject,
}));
vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  synthesise: async ({ instance = 0 }: { instance?: number } = {}): Promise<Synthesis> => ({
    labs: [resolveLab(declaration({ instance }))],
    unsound: [
      {
        file: "lab-broken.ts",
        names: [instanceName("lab-broken", instance)],
        problems: [{ path: "lab-broken", message: "slot 99 is out of range." }],
      },
    ],
    ...{ files: {}, yaml: {} },
  }),
}));

const folder = mkdtempSync(join(tmpdir(), "underlay-validate-"));
afterAll(() => rmSync(folder, { recursive: true }));
function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const workshop = (about: string) => write("workshop.yaml", tasks.replace("lab: lab-test", `lab: ${about}`));
beforeEach(() => {
  given.isInProject = true;
});

/** What is said of these, a line each, and what is wrong with them; files without their folder. */
async function validated(...names: string[]) {
  const out = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const wrong = await validateCommand()
    .parseAsync(names, { from: "user" })
    .then(() => [])
    .catch((error: unknown) => {
      if (error instanceof LabError) return error.problems.map(inLine);
      throw error;
    });
  const said = out.mock.calls.flatMap(([text]) => String(text).trimEnd());
  out.mockRestore();
  const short = (text: string) => text.replaceAll(`${folder}/`, "");
  return { said: said.map(short), wrong: wrong.map(short) };
}

const twoHosts = "sound; 2 hosts on 1 segments, flannel-vxlan, 0 probes";
const broken = "lab-broken slot 99 is out of range.";

describe("underlay validate", () => {
  it("tells of all labs of the project which are sound, and what is wrong with the others", async () => {
    expect(await validated()).toEqual({ said: [`lab-test: ${twoHosts}`], wrong: [broken] });
  });

  it("tells of each that is named, whatever is wrong with another", async () => {
    const files = [write("lab-x.yaml", lab), write("lab-y.yaml", lab.replace("slot: 9", "slot: 99"))];
    expect(
      await validated("lab-tset", "lab-test", "lab-broken", "lab-test", ...files, workshop("lab-test")),
    ).toEqual({
      said: [
        `lab-test: ${twoHosts}`,
        "lab-x: sound; 2 hosts on 1 segments, flannel-vxlan, 1 probes",
        "workshop.yaml: sound; 1 tasks",
      ],
      wrong: [
        'labs there is no lab "lab-tset"; did you mean "lab-test"? Known: lab-test. (lab-broken.ts cannot be read)',
        broken,
        "lab-y.yaml:2:7 slot 99 is out of range. Use a whole number from 0 to 63.",
      ],
    });
  });
});

describe("the lab of a workshop", () => {
  it.each([
    ["lab-tset", /^labs there is no lab "lab-tset"; did you mean "lab-test"\?/],
    ["lab-broken", /^lab-broken slot 99 is out of range\./],
    ["./lab-none.yaml", /^lab-none\.yaml There is no such file\./],
    ["./lab-none.ts", /^lab-none\.ts There is no such file\./],
    ["./lab-numbered.yaml", /^lab-numbered The lab's file says which copy it is \(instance\)/],
    ["./lab-chosen.yaml", /^lab-chosen The lab's file says which network a segment has: underlay/],
    ["./lab-other.yaml", /^workshop\.yaml:14:35 "server" is no address, and lab-other has no host/],
  ])("is refused where seats could not have it: %s", async (about, reason) => {
    write("lab-numbered.yaml", lab.replace("slot: 9", "slot: 9\ninstance: 4"));
    write("lab-chosen.yaml", lab.replace("underlay:", "underlay: { cidr: 10.9.0.0/24 }"));
    write("lab-other.yaml", lab.replaceAll("server", "other"));
    expect(await validated(workshop(about))).toEqual({
      said: [],
      wrong: expect.arrayContaining([expect.stringMatching(reason)]),
    });
  });

  it("may be named by its absolute path", async () => {
    expect(await validated(workshop(write("lab-x.yaml", lab)))).toEqual({
      said: ["workshop.yaml: sound; 1 tasks"],
      wrong: [],
    });
  });

  it("is not known outside of all projects, where it is none in YAML", async () => {
    given.isInProject = false;
    const unknown = "workshop.yaml: sound; 1 tasks; whether lab-test has what they name is not known here";
    expect(await validated(workshop("lab-test"))).toEqual({ said: [unknown], wrong: [] });
    write("lab-x.yaml", lab);
    expect((await validated(workshop("./lab-x.yaml"))).said).toEqual(["workshop.yaml: sound; 1 tasks"]);
  });
});
