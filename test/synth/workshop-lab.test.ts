import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { withSeatLabs, workshopLab } from "../../lib/runtime/workshop/lab.ts";
import { readWorkshop } from "../../lib/tasks/model/read.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-workshop-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "workshop.yaml");
const making = { hostKind: null, userNamespace: true };

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const yaml = (more = "", segment = "{}") => `about: Two hosts
slot: 53
${more}segments:
  underlay: ${segment}
hosts:
  host1: { on: underlay, workloads: client }
  host2: { on: underlay, workloads: server }
cni: { flannel: vxlan }
`;
write("lab-w.yaml", yaml());
write("lab-w-numbered.yaml", yaml("instance: 4\n"));
write("lab-w-chosen.yaml", yaml("", "{ cidr: 10.9.0.0/24 }"));
write("lab-w-unsound.yaml", yaml().replace("vxlan", "vxlam"));
write("other.yaml", yaml());

describe("a workshop's lab", () => {
  it("is found by its file, from the workshop's folder on, or by its name among the project's", async () => {
    const { place, first } = await workshopLab(file, "./lab-w.yaml", making);
    expect(place).toEqual({ name: "lab-w", file: "lab-w.yaml", folder });
    expect([first.name, first.segments[0]?.cidr]).toEqual(["lab-w-1", "100.117.4.0/26"]);
    const named = await workshopLab(file, "lab-vxlan", making);
    expect(named.place).toEqual({
      name: "lab-vxlan",
      file: "lab-vxlan.ts",
      folder: join(process.cwd(), "labs"),
    });
  });

  it("is what the bench's workshop names", async () => {
    const file = resolve("scripts/bench/workshop/workshop.yaml");
    const { lab, seats, problemsWith } = readWorkshop(file);
    const { place, first } = await workshopLab(file, lab, making);
    expect([place.name, first.hosts.length, seats]).toEqual(["lab-seat", 3, 24]);
    expect(problemsWith(first)).toEqual([]);
  });

  it.each([
    [
      "lab-gone.yaml",
      /lab-gone\.yaml\] There is no such file\. The workshop names its lab from its own folder on/,
    ],
    ["other.yaml", /Its name begins with "lab-" and ends with \.ts or \.yaml/],
    ["lab-w-numbered.yaml", /^\[lab-w-numbered\] The lab's file says which copy it is \(instance\)/],
    ["lab-w-chosen.yaml", /^\[lab-w-chosen\] .* which network a segment has: underlay \(10\.9\.0\.0\/24\)/],
    ["lab-w-unsound.yaml", /lab-w-unsound\.yaml:8:17\] There is no .*"vxlam"; did you mean "vxlan"/],
    ["lab-vxlna", /there is no lab "lab-vxlna"; did you mean "lab-vxlan"\?/],
  ])("is refused with the reason: %s", async (asked, reason) => {
    await expect(workshopLab(file, asked, making)).rejects.toThrow(reason);
  });

  it("is made in as many copies as there are seats, each with files and addresses of its own", async () => {
    const { place } = await workshopLab(file, "./lab-w.yaml", making);
    const seats = [{ instance: 2 }, { instance: 9 }];
    await withSeatLabs(place, seats, making, async (labOf) => {
      const labs = seats.map(labOf);
      expect(labs.map(({ lab }) => [lab.name, lab.segments[0]?.cidr])).toEqual([
        ["lab-w-2", "100.117.8.0/26"],
        ["lab-w-9", "100.117.36.0/26"],
      ]);
      for (const { lab, stack } of labs) {
        expect(JSON.parse(readFileSync(join(stack, "lab.json"), "utf8"))).toEqual(lab);
        expect(readFileSync(join(stack, "cdk.tf.json"), "utf8")).toContain(`${lab.name}-host1`);
        expect(existsSync(join(stack, "files.json"))).toBe(true);
      }
      expect(() => labOf({ instance: 3 })).toThrow("copy 3 was not synthesised");
    });
  });

  it("is refused before a seat is touched when it became unsound meanwhile", async () => {
    const { place } = await workshopLab(file, "./lab-w.yaml", making);
    write("lab-w.yaml", yaml().replace("vxlan", "vxlam"));
    const touched = () => Promise.reject(new Error("touched"));
    await expect(withSeatLabs(place, [{ instance: 2 }], making, touched)).rejects.toMatchObject({
      name: "Refusal",
      message: expect.stringContaining('"vxlam"'),
    });
  });
});
