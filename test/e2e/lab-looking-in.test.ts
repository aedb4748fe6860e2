import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";
import { useLab } from "./lab.ts";
import {
  docker,
  engine,
  ensureGone,
  fixtureLabs,
  installation,
  lines,
  underlay,
  until,
  words,
} from "./support.ts";

/** Looking into a running lab: its packets, its picture, its faults. */
const name = "lab-e2e-look";
const lab = useLab(name, fixtureLabs);

describe("a live capture", () => {
  /** Captures while the client pings the server. */
  const capture = async (...args: string[]) => {
    const capturing = underlay(["capture", name, ...args]);
    let said = "";
    for await (const text of capturing.stderr) {
      said += String(text);
      if (said.includes("capturing at")) await lab.out("client", ...words("ping -c 5 -i 0.2 -n 10.244.2.2"));
    }
    const { stdout, exitCode } = await capturing;
    expect(exitCode, said).toBe(0);
    return stdout;
  };
  const inner = String.raw`IPv4 10\.244\.1\.2 → 10\.244\.2\.2, TTL \d+ \| ICMP Echo \(ping\) request`;
  const outer = String.raw`IPv4 100\S+ → 100\S+, TTL 64 \| UDP port 8285 → 8285`;

  it.each([
    ["a host", "host1", ["udp", "port", "8285"], new RegExp(`${outer} \\| ${inner}`)],
    ["a segment", "underlay", ["udp", "port", "8285"], new RegExp(`${outer} \\| ${inner}`)],
    [
      "a device of a host",
      "host1:flannel0",
      ["icmp", "and", "host", "10.244.1.2"],
      new RegExp(`\\d  ${inner}`),
    ],
    ["a workload", "host2/server", ["icmp", "and", "host", "10.244.1.2"], new RegExp(`\\d  ${inner}`)],
  ])("at %s shows the workloads' packets as they are there", async (_, where, filter, packet) => {
    const shown = lines(await capture(where, ...filter, "--count", "8"));
    expect(shown).toHaveLength(8);
    expect(shown).toContainEqual(expect.stringMatching(packet));
  });

  it("in a file is one that tcpdump reads", async () => {
    const file = join(projectDir, ".underlay/looking-in.pcap");
    await capture("host1", "-w", file, "--count", "8");
    expect(readFileSync(file).readUInt32LE(0).toString(16)).toBe("a1b2c3d4");
    expect(readFileSync(file).length).toBeGreaterThan(200);
    rmSync(file);
  });

  it("leaves nothing when its process is killed", async () => {
    const capturing = underlay(["capture", name, "host1"]);
    for await (const said of capturing.stderr) if (String(said).includes("capturing at")) break;
    await capturing.kill("SIGKILL");
    await capturing;
    const left = async () => lines(await docker(`ps --quiet --filter name=${name}-capture`));
    await expect.poll(left).toEqual([]);
  });
});

describe("a link that is set down", () => {
  const link = (state: string) => underlay(["link", name, "underlay", "host2", state]);
  const reaches = async () =>
    (await lab.out("client", ...words("ping -c 1 -W 1 -n 10.244.2.2"))).includes(" 0% packet loss");
  const routes = () => lab.out("host2", ...words("ip route"));

  it("carries nothing and shows as such, and is as before when it is up again", async () => {
    const before = await routes();
    const down = await link("down");
    expect(down.exitCode, down.stderr).toBe(0);
    expect(down.stdout).toContain("host2: down");
    expect(await reaches()).toBe(false);
    const { segments } = JSON.parse((await underlay(["inspect", name, "--json"])).stdout);
    expect(segments[0].links).toEqual([
      { machine: "host1", state: "up" },
      { machine: "host2", state: "down" },
    ]);
    const doctor = await underlay(["doctor", name]);
    expect(doctor.stdout).toContain(
      `warning  ${name}/underlay: The link of host2 is down. Up again: npx underlay link ${name} underlay host2 up`,
    );
    const up = await link("up");
    expect([up.exitCode, up.stdout], up.stderr).toEqual([0, expect.not.stringContaining("down")]);
    expect(await routes()).toBe(before);
    await until("the server answers", 60, reaches);
  });
});

describe("a host that is stopped", () => {
  it("is told by the picture and by the doctor, with what brings it back", async () => {
    const container = `${name}-host2`;
    await docker(`stop --time 1 ${container}`);
    try {
      const graph = await underlay(["graph", name, "--live", "--d2"]);
      expect(graph.exitCode, graph.stderr).toBe(0);
      expect(graph.stdout).toMatch(/host2 · dind.*does not run" \{/);
      const doctor = await underlay(["doctor", name, "--json"]);
      expect(doctor.exitCode).toBe(1);
      expect(JSON.parse(doctor.stdout)).toContainEqual({
        about: `${name}/host2`,
        state: "fault",
        text: `host2 does not run: its container is exited. Bring it back with: docker start ${container}.`,
      });
      const capture = await underlay(["capture", name, "host2"]);
      expect([capture.exitCode, capture.stderr]).toEqual([
        1,
        expect.stringContaining(`docker start ${container}`),
      ]);
    } finally {
      await docker(`start ${container}`);
    }
  });
});

it("the machine that carries it has no fault", async () => {
  const doctor = await underlay(["doctor", "--json"]);
  const faults = JSON.parse(doctor.stdout).filter(({ state }: { state: string }) => state === "fault");
  expect(faults).toEqual([]);
  expect(doctor.stdout).toContain(`${name} of this project`);
});

it("another's container of its name is told with whose it is, and with the copy that is free", async () => {
  const copy = `${name}-9`;
  const theirs = [
    ...["underlay.project=other", "underlay.folder=/home/ana/labs", "underlay.user=ana"],
    `underlay.lab=${copy}`,
  ];
  const labels = theirs.flatMap((label) => ["--label", label]);
  await engine.run(["create", "--name", `${copy}-host1`, ...labels, installation.images.probe]);
  try {
    const deploy = ["deploy", name, "--instance", "9", "--no-probes"];
    const { exitCode, stderr } = await underlay(deploy, fixtureLabs);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`It belongs to lab ${copy} of the project in /home/ana/labs \\(ana, since .* UTC\\)\\.`),
    );
    expect(stderr).toContain(`npx underlay deploy ${name} --instance 1`);
  } finally {
    await docker(`rm --force ${copy}-host1`);
    await ensureGone(copy, fixtureLabs);
  }
});
