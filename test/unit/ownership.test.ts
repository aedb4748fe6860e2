import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { assumedInstallation, ownerLabels } from "../../lib/model/installation.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { labOwners, takenByOthers } from "../../lib/runtime/engine/ownership.ts";
import { declaration, segment } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-owners-"));
const programs = new Programs(folder);
const installation = { ...assumedInstallation, project: { id: "ours", folder: "/home/me/labs" } };
const lab = resolveLab(declaration());

/** Lines as `docker inspect` prints them. */
const line = (name: string, [project = "", where = "", user = "", of = ""]: string[], subnet = "") =>
  [name, project, where, user, of, '"2026-11-26T09:30:05.123Z"', subnet].join("\\t");
const anas = ["theirs", "/home/ana/labs", "ana"];

function engineWith(containers: readonly string[], networks: readonly string[]): Engine {
  const lines = (all: readonly string[]) => `printf '${all.map((each) => `${each}\\n`).join("")}'`;
  programs.make(
    "docker",
    `case "$1 $2" in
"ps "*|"network ls") echo id ;;
"network inspect") ${lines(networks)} ;;
"inspect "*) ${lines(containers)} ;;
esac`,
  );
  return new Engine(installation);
}
const complaints = async (containers: readonly string[], networks: readonly string[] = [], of = lab) =>
  (await takenByOthers(engineWith(containers, networks), of, installation)).map(
    ({ path, message }) => `[${path}] ${message}`,
  );

beforeEach(() => vi.stubEnv("PATH", programs.path));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

describe("a lab that meets another on its engine", () => {
  it("is told whose the containers of its name are, once for all of them, and of the first copy that is free", async () => {
    const theirs = ["lab-test-host1", "lab-test-host2", "lab-test.walls"].map((name) =>
      line(`/${name}`, [...anas, "lab-test"]),
    );
    const copy = line("/lab-test-1-host1", [...anas, "lab-test-1"]);
    // Docker lists the newest first, and machines come up side by side.
    expect(await complaints([...theirs, copy].reverse())).toEqual([
      '[lab-test] The engine has a container "lab-test-host1" already. It belongs to lab lab-test of the project in /home/ana/labs (ana, since 2026-11-26 09:30 UTC). It has lab-test-host2, lab-test.walls as well. Destroy that with: cd /home/ana/labs && npx underlay destroy lab-test. Or deploy a copy beside it: npx underlay deploy lab-test --instance 2',
    ]);
  });

  it("is told whose network its own overlaps", async () => {
    const theirs = line("lab-a-underlay", [...anas, "lab-a"], "100.65.0.0/24");
    // What has the first copy's addresses is in that one's way, too.
    const wide = line("office", [], "100.65.4.0/22");
    expect(await complaints([], [theirs, wide])).toEqual([
      '[lab-test/underlay] 100.65.0.0/26 overlaps 100.65.0.0/24 of the Docker network "lab-a-underlay". It belongs to lab lab-a of the project in /home/ana/labs (ana, since 2026-11-26 09:30 UTC). Give the lab another slot, or destroy that with: cd /home/ana/labs && npx underlay destroy lab-a. Or deploy a copy beside it: npx underlay deploy lab-test --instance 2',
    ]);
  });

  it("is offered no copy where its file says its addresses", async () => {
    const fixed = resolveLab(declaration({ segments: [segment({ cidr: "192.168.7.0/24" })] }));
    const office = line("office", [], "192.168.0.0/16");
    expect(await complaints([], [office], fixed)).toEqual([
      '[lab-test/underlay] 192.168.7.0/24 overlaps 192.168.0.0/16 of the Docker network "office". Give the lab another slot, or remove that network with: docker network rm office.',
    ]);
  });

  it("is told of what nobody's label is on, and of what is its own project's", async () => {
    const [nobodys, ours] = [line("/lab-test-host1", []), line("/lab-test-host2", ["ours", "", "", "lab-x"])];
    expect(await complaints([nobodys, ours])).toEqual([
      '[lab-test] The engine has a container "lab-test-host1" already. Remove that container with: docker rm --force --volumes lab-test-host1. Or deploy a copy beside it: npx underlay deploy lab-test --instance 1',
      '[lab-test] The engine has a container "lab-test-host2" already. It belongs to lab lab-x of this project (since 2026-11-26 09:30 UTC). Destroy that with: npx underlay destroy lab-x. Or deploy a copy beside it: npx underlay deploy lab-test --instance 1',
    ]);
  });

  it("is in nobody's way where only its own is there", async () => {
    const own = line("/lab-test-host1", ["ours", "/home/me/labs", "", "lab-test"]);
    expect(await complaints([own], [line("other", [], "172.17.0.0/16")])).toEqual([]);
  });
});

it("lists whose labs are on the engine, each once and since its first object was made", async () => {
  const later = line("/lab-b-host1", ["ours", "", "", "lab-b"]);
  const first = later.replace("09:30", "08:15");
  const engine = engineWith([line("/x", []), later, first], [line("n", [...anas, "lab-a"])]);
  expect(await labOwners(engine, installation.project)).toEqual([
    "lab-a of the project in /home/ana/labs (ana, since 2026-11-26 09:30 UTC)",
    "lab-b of this project (since 2026-11-26 08:15 UTC)",
  ]);
});

it("labels what it makes with who set the project up, as far as that was noted", () => {
  expect(ownerLabels({ id: "a", folder: "/f" })).toEqual({
    "underlay.project": "a",
    "underlay.folder": "/f",
  });
  expect(ownerLabels({ id: "a", folder: "/f", user: "ana" })).toMatchObject({ "underlay.user": "ana" });
});
