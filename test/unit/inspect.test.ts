import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { addressOf, type HostSpec } from "../../lib/model/lab-spec.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { inspect } from "../../lib/runtime/labs/inspect.ts";
import { linksOf } from "../../lib/runtime/labs/links.ts";
import { twoHosts } from "../fixtures/probing.ts";
import { Programs } from "../fixtures/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-inspect-"));
const programs = new Programs(folder);
const unheard: unknown[] = [];
const hear = (reason: unknown) => unheard.push(reason);

const lab = twoHosts();
const [host1] = lab.hosts as [HostSpec];

/** What `ip` and `underlay-impair` do in the hosts. */
const hosts = (ip: string, impair: string) =>
  programs.make(
    "docker",
    `case "$*" in\n*'ip -json address') ${ip} ;;\n*underlay-impair*) ${impair} ;;\nesac`,
  );

beforeEach(() => {
  vi.stubEnv("PATH", programs.path);
  process.on("unhandledRejection", hear);
});
afterEach(() => {
  vi.unstubAllEnvs();
  process.off("unhandledRejection", hear);
});
afterAll(() => rmSync(folder, { recursive: true }));

it("sees what each machine does at its segment, and which do not answer", async () => {
  const links = JSON.stringify([{ flags: ["UP"], addr_info: [{ local: addressOf(host1) }] }]);
  hosts(`case "$*" in *host1*) echo '${links}' ;; *) exit 1 ;; esac`, `echo '{"rate":1000}'`);
  const { segments } = await inspect(lab, assumedInstallation);
  expect(segments).toMatchObject([
    {
      impairments: [
        { machine: "host1", impairment: { rate: 1000 } },
        { machine: "host2", impairment: { rate: 1000 } },
      ],
      links: [
        { machine: "host1", state: "up" },
        { machine: "host2", state: null },
      ],
    },
  ]);
});

it.each([
  ["before the others answer", "echo '[null]'", "sleep 0.3; echo '{}'", '"ip -json address"'],
  ["after another look failed", "sleep 0.3; echo '[null]'", "echo null", '"underlay-impair '],
])("fails where a host's programs lie, and nothing else does: %s", async (_, ip, impair, named) => {
  hosts(ip, impair);
  await expect(inspect(lab, assumedInstallation)).rejects.toThrow(
    new RegExp(`^host[12]: ${named}.* is not what it was: it printed \\[?null`),
  );
  // By then the looks before it have ended as well.
  await expect(linksOf(new Engine(assumedInstallation), host1)).rejects.toThrow("host1: ");
  expect(unheard).toEqual([]);
});
