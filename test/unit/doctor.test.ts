import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LabError } from "../../lib/model/errors.ts";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { examined } from "../../lib/runtime/doctor/finding.ts";
import { examineLab, placedFaults, segmentStates } from "../../lib/runtime/doctor/lab.ts";
import { disk, lackOf, memory } from "../../lib/runtime/doctor/machine.ts";
import { twoHosts } from "../fixtures/probing.ts";
import { Programs } from "../fixtures/programs.ts";

const lab = twoHosts();
vi.mock("../../lib/runtime/labs/labs.ts", async (original) => ({
  ...(await original<object>()),
  deployedLab: async (name: string) => (name === "lab-test" ? lab : undefined),
}));

vi.mock("../../lib/runtime/labs/synthesis.ts", async (original) => ({
  ...(await original<object>()),
  synthesise: async () => ({ labs: [{ name: "lab-free" }, { name: "lab-taken" }], unsound: [] }),
}));
vi.mock("../../lib/runtime/labs/preflight.ts", () => ({
  preflight: async ({ name }: { name: string }) => {
    if (name === "lab-taken") throw new LabError([{ path: "lab-taken/underlay", message: "It overlaps." }]);
    return ["it is open"];
  },
}));

const folder = mkdtempSync(join(tmpdir(), "underlay-doctor-"));
const programs = new Programs(folder);
beforeEach(() => vi.stubEnv("PATH", programs.path));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

describe("the machine", () => {
  it.each([
    ["MemAvailable:    8000000 kB", "ok"],
    ["MemAvailable:     800000 kB", "warning"],
    ["MemAvailable:      80000 kB", "fault"],
    ["no such line", "warning"],
  ])("with %j in /proc/meminfo: %s", (text, state) => {
    expect(memory(`MemTotal: 1 kB\n${text}\n`).state).toBe(state);
  });

  it.each([
    [3000, "ok"],
    [2999, "warning"],
    [499, "fault"],
  ])("with %d MiB free on its disk: %s", (free, state) => {
    expect(disk("disk", free, "du").state).toBe(state);
  });

  it("lacks what every lab needs, what closes segments, or what some modes need", () => {
    expect(
      [lackOf("kernel:veth"), lackOf("kernel:walls"), lackOf("kernel:wireguard")].map(({ state }) => state),
    ).toEqual([...["fault", "warning", "note"]]);
    expect(lackOf("kernel:veth").text).toBe(
      "It lacks kernel:veth (CONFIG_VETH), which every lab needs. Load the module on the engine's machine.",
    );
  });
});

describe("an exam", () => {
  it("that cannot be made is a fault, with the place of each problem", async () => {
    const problems = [
      { path: "lab-a/host1", message: "One." },
      { path: "lab-a", message: "Two." },
    ];
    expect(await examined("lab-a", () => Promise.reject(new LabError(problems)))).toEqual([
      { about: "lab-a/host1", state: "fault", text: "One." },
      { about: "lab-a", state: "fault", text: "Two." },
    ]);
    expect(await examined("disk", () => Promise.reject(new Error("no disk")))).toEqual([
      { about: "disk", state: "fault", text: "no disk" },
    ]);
  });
});

/** The first host is stopped, the second waits for its lease, the network is gone and nobody has told the walls to stand. */
const engine = `case "$*" in
*State.Status*host1) echo exited ;;
*State.Status*) echo running ;;
*host1*) echo 'container is not running' >&2; exit 1 ;;
*--explain) echo 'gate cni fails on host2: no lease'; echo '--- flanneld: waiting for etcd'; exit 1 ;;
*underlay-ready) echo '{"ready":false,"gates":[{"gate":"cni","state":"fail","detail":"no lease"}]}'; exit 1 ;;
*underlay-impair*) echo '{"rate":1000}' ;;
*'network inspect'*) echo 'Error: No such network: lab-test-underlay' >&2; exit 1 ;;
*walls*) echo 'open: no nftables' ;;
esac`;

describe("a lab that does not run", () => {
  const found = async (name: string) => {
    // An engine that has nothing of any lab.
    programs.make("docker", "");
    const findings = await examineLab(name, assumedInstallation);
    return findings.map(({ state, about, text }) => `${state} ${about}: ${text}`);
  };

  it("is told of what keeps it from being deployed, and of what will be so when it is", async () => {
    expect(await found("lab-taken")).toEqual([
      'note lab-taken: lab "lab-taken" is not deployed. Deploy it with: npx underlay deploy lab-taken',
      "fault lab-taken/underlay: It overlaps.",
    ]);
    expect(await found("lab-free")).toEqual([
      'note lab-free: lab "lab-free" is not deployed. Deploy it with: npx underlay deploy lab-free',
      "warning lab-free: it is open",
    ]);
  });

  it("is told once where there is none of its name", async () => {
    expect(await found("lab-fre")).toEqual([
      'fault labs: there is no lab "lab-fre"; did you mean "lab-free"? Known: lab-free, lab-taken.',
    ]);
  });
});

describe("a lab that runs", () => {
  it("is told of machines that do not run or are not ready, why, and what mends it", async () => {
    programs.make("docker", engine);
    const found = await examineLab("lab-test", assumedInstallation);
    expect(found.map(({ state, about, text }) => `${state} ${about}: ${text.split("\n")[0]}`)).toEqual([
      "fault lab-test/host1: host1 does not run: its container is exited. Bring it back with: docker start lab-test-host1.",
      "fault lab-test/host2: It is not ready: gate cni fails on host2: no lease",
      'fault lab-test/underlay: Its network lab-test-underlay is gone. Run "npx underlay destroy lab-test", then deploy it again.',
      "note lab-test/underlay: host2 is impaired there: rate 1000 kbit/s, where the lab's file says none. As in the file again: npx underlay impair lab-test underlay …",
      "warning lab-test: Its segments are not closed towards the engine's machine (open: no nftables), so root in a host reaches it.",
    ]);
    expect(found[1]?.text).toContain("--- flanneld: waiting for etcd");
  });

  it("is told of all that is seen from outside where a machine's programs lie", async () => {
    programs.make(
      "docker",
      engine.replace('case "$*" in\n', "case \"$*\" in\n*'ip -json address') echo '[null]' ;;\n"),
    );
    const found = await examineLab("lab-test", assumedInstallation);
    expect(found.map(({ state, about, text }) => `${state} ${about}: ${text}`)).toEqual([
      expect.stringMatching(
        /^fault lab-test: host\d: "ip -json address" is not what it was: it printed \[null\]/,
      ),
      expect.stringContaining("fault lab-test/host1: host1 does not run"),
      expect.stringContaining("fault lab-test/underlay: Its network lab-test-underlay is gone."),
      expect.stringContaining("warning lab-test: Its segments are not closed"),
    ]);
  });

  it("is as its file says where every machine does what that asks", () => {
    const impairments = [
      { machine: "host1", impairment: {} },
      { machine: "host2", impairment: null },
    ];
    const up = [
      { machine: "host1", state: "up" as const },
      { machine: "host2", state: null },
    ];
    const segments = [{ segment: "underlay", cidr: "", mtu: 1500, impairments, links: up }];
    expect(segmentStates(lab, { hosts: [], segments })).toEqual([]);
    const down = segments.map((each) => ({ ...each, links: [{ machine: "host1", state: "down" as const }] }));
    expect(segmentStates(lab, { hosts: [], segments: down })).toEqual([
      {
        about: "lab-test/underlay",
        state: "warning",
        text: "The link of host1 is down. Up again: npx underlay link lab-test underlay host1 up",
      },
    ]);
  });

  it("says what was broken on purpose, and how it is taken back", () => {
    const fault = {
      id: 2,
      kind: "link-down",
      options: {},
      says: "link of host1 down",
      since: "",
      memory: null,
    };
    expect(placedFaults(lab, [])).toEqual([]);
    expect(placedFaults(lab, [fault])).toEqual([
      {
        about: "lab-test",
        state: "note",
        text: "Broken on purpose: link of host1 down. As it was again: npx underlay fault lab-test --undo 2",
      },
    ]);
  });
});
