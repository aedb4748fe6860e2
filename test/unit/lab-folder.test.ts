import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { besideLab, inLabFolder } from "../../lib/model/lab-folder.ts";

it("finds a lab's files beside the lab's own, also while it waits", async () => {
  const found = (folder: string) =>
    inLabFolder(folder, async () => {
      await setImmediate();
      return besideLab("bgp.yaml");
    });
  expect(await Promise.all([found(resolve("labs")), found("/srv/labs")])).toEqual([
    { path: resolve("labs/bgp.yaml"), name: "labs/bgp.yaml", asked: "bgp.yaml" },
    { path: "/srv/labs/bgp.yaml", name: "/srv/labs/bgp.yaml", asked: "bgp.yaml" },
  ]);
});

it("finds them in the working directory where no lab's file runs", () => {
  expect(besideLab("a/../bgp.yaml")).toMatchObject({ path: resolve("bgp.yaml"), name: "bgp.yaml" });
});

it("calls no file by what moves a cursor or turns text around", () => {
  expect(besideLab("a\u202eb\0\u001b[2J").name).toBe("a\u{FFFD}b\u{FFFD}\u{FFFD}[2J");
});
