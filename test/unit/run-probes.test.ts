import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Installation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { iperf } from "../../lib/probes/iperf.ts";
import { ping } from "../../lib/probes/ping.ts";
import { declareProbe } from "../../lib/probes/problems.ts";
import { snapshot } from "../../lib/probes/snapshot.ts";
import { labLock } from "../../lib/runtime/labs/labs.ts";
import { type RunOptions, runProbes } from "../../lib/runtime/runs/run-probes.ts";
import { declaration, host } from "../fixtures/declaration.ts";
import { pingText } from "../fixtures/probing.ts";

/** A docker command of a machine where host1 is stopped. */
const dockerWithoutHost1 = `#!/bin/sh
case "$*" in
  info*) echo '{"ServerVersion":"29","KernelVersion":"6.18","NCPU":2,"MemTotal":1024}' ;;
  inspect*-host1) echo exited ;;
  inspect*) echo running ;;
  exec*-host1\\ *) echo "Error response from daemon: container 3f is not running" >&2; exit 1 ;;
  *cpuinfo) echo "model name : Some CPU" ;;
  *" ping "*) cat <<'END'
${pingText(20, 20)}
END
  ;;
  *) exit 1 ;;
esac
`;

let folder = "";
const path = process.env.PATH;
const name = `run-probes-${process.pid}`;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-run-probes-"));
  process.env.PATH = `${folder}:${path}`;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
  rmSync(labLock(name), { force: true });
});

function dockerIs(script: string): void {
  writeFileSync(join(folder, "docker"), script);
  chmodSync(join(folder, "docker"), 0o755);
}

const [client, server, observer] = [
  { name: "client", host: "host1" },
  { name: "server", host: "host2" },
  { name: "observer", host: "host3" },
];
const probes = [
  iperf({ from: client, to: server, samples: 1 }),
  ping({ from: observer, to: server }),
  snapshot(),
].map((spec) => declareProbe(spec.name, spec));
const lab = {
  ...resolveLab(declaration({ hosts: [host(1, "client"), host(2, "server"), host(3, "observer")], probes })),
  name,
};
const installation = { engineHost: "unix:///nowhere", images: { probe: "underlay/probe" } };
const run = (resultsDir = join(folder, "results"), change: Partial<RunOptions> = {}) =>
  runProbes({
    lab,
    installation: installation as unknown as Installation,
    resultsDir,
    progress: () => undefined,
    signal: new AbortController().signal,
    ...change,
  });

it("a lab with a stopped host is measured as far as it goes, and recorded as what it is", async () => {
  dockerIs(dockerWithoutHost1);
  const { record, folder: kept } = await run();
  expect(record.status).toBe("failed");
  expect(record.environment).toMatchObject({ cpuModel: "Some CPU", accelerator: null });
  expect(record.probes.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "iperf failed",
    "ping passed",
    "state failed",
  ]);
  expect(record.probes[0]?.reason).toMatch(/^host1 does not run: its container is exited\./);
  expect(record.probes[2]?.reason).toMatch(/^3 of 3 machines gave no state; host1: .* is not running/);
  expect(existsSync(join(kept, "run.json"))).toBe(true);
  expect(readdirSync(join(folder, "results", name)).filter((each) => each.endsWith(".partial"))).toEqual([]);
});

it("an engine that does not answer is an error, and leaves no folder of a run", async () => {
  dockerIs('#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n');
  await expect(run()).rejects.toThrow("Cannot connect to the Docker daemon");
  expect(existsSync(join(folder, "results", name))).toBe(false);
});

it("results that cannot be written are an error before anything is measured", async () => {
  dockerIs(dockerWithoutHost1);
  const file = join(folder, "results");
  writeFileSync(file, "");
  await expect(run(file)).rejects.toThrow(
    /results cannot be written to .*: ENOTDIR.* Nothing was measured\./,
  );
});

describe("the claims that a lab lists", () => {
  const listing: LabSpec = { ...lab, probes: lab.probes.slice(1, 2), claims: ["vxlan-kernel", "rr-n"] };
  const recordOf = async (change: Partial<RunOptions>) => {
    dockerIs(dockerWithoutHost1);
    const { record, folder: kept } = await run(undefined, change);
    const stored = JSON.parse(readFileSync(join(kept, "run.json"), "utf8"));
    expect(stored.claims).toEqual(record.claims);
    return record;
  };

  it("are judged after the probes, and a run that passed its probes fails by one that does not hold", async () => {
    const { status, probes, claims } = await recordOf({ lab: listing });
    expect(probes.map(({ status }) => status)).toEqual(["passed"]);
    expect(claims?.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      "vxlan-kernel unknown",
      "rr-n unknown",
    ]);
    expect(claims?.[1]?.evidence).toContainEqual({
      what: "server answers observer, every time",
      shows: "20 of 20 echo requests answered, median 0.1 ms",
      verdict: "holds",
      command: expect.arrayContaining(["ping"]),
    });
    expect(status).toBe("failed");
  });

  it("are not judged by some of the lab's probes, on which alone the run's verdict rests", async () => {
    expect(await recordOf({ lab: listing, only: ["ping"] })).toMatchObject({
      status: "passed",
      claims: null,
    });
  });

  it("are not judged by a run that was interrupted", async () => {
    const signal = AbortSignal.abort();
    expect(await recordOf({ lab: listing, signal })).toMatchObject({ status: "interrupted", claims: null });
  });

  it("are none in the record of a lab that lists none", async () => {
    const only = ["ping"];
    expect(await recordOf({ only })).toMatchObject({ status: "passed", claims: [] });
  });
});
