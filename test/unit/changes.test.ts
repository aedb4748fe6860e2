import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { calico } from "../../lib/cni/calico/calico.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import { vxlan } from "../../lib/cni/calico/modes/vxlan.ts";
import { changesOfFiles, explainedFiles, plannedChanges } from "../../lib/model/changes.ts";
import { givenFiles, machineFiles } from "../../lib/model/machine-files.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import { declaration } from "../fixtures/declaration.ts";

it.each([
  ["full mesh", fullMesh()],
  ["IPIP", ipip()],
  ["VXLAN", vxlan()],
])("explains every file that Calico's %s gives a machine", (_, mode) => {
  const cni = calico(mode);
  const lab = resolveLab(declaration({ modes: [{ mode: cni, path: "lab-test/calico" }] }));
  const given = Object.values(givenFiles(machineFiles(lab, cni))).flatMap(Object.keys);
  expect(given.length).toBeGreaterThan(0);
  expect(given.filter((file) => !explainedFiles.includes(file))).toEqual([]);
});

it("explains files that a service reads", () => {
  const services = join(projectDir, "images/host/rootfs/usr/lib/underlay/services");
  const read = readdirSync(services).flatMap((name) =>
    readFileSync(join(services, name, "config"), "utf8").split(/\s+/),
  );
  const isRead = (file: string) =>
    read.some((path) => path === file || (path.endsWith("/") && file.startsWith(path)));
  expect(explainedFiles.filter((file) => !isRead(file))).toEqual([]);
});

it("tells of files that came, went and changed, on machines that stay", () => {
  const before = plannedChanges({
    host1: { "/etc/underlay/bird.conf": "one", "/etc/underlay/etcd.env": "" },
    gone: { "/etc/underlay/bird.conf": "one" },
  });
  const after = plannedChanges({
    host1: { "/etc/underlay/bird.conf": "two", "/etc/new": "" },
    host2: { "/etc/underlay/bird.conf": "one" },
  });
  expect(changesOfFiles(before, after)).toEqual([
    "host1: /etc/underlay/bird.conf has changed: BIRD reads it again; sessions that stay the same stay up",
    "host1: /etc/underlay/etcd.env is gone: the datastore starts here, or ends",
    "host1: /etc/new is new: what reads it takes it",
  ]);
  expect(changesOfFiles(before, before)).toEqual([]);
});

it("keeps what a file holds out of what a plan shows", () => {
  expect(JSON.stringify(plannedChanges({ host1: { "/etc/underlay/bird.conf": "a secret" } }))).not.toContain(
    "secret",
  );
});
