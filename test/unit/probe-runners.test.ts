import { rmSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { ProbeSpec } from "../../lib/model/lab-spec.ts";
import { convergence } from "../../lib/probes/convergence.ts";
import { sessionDown } from "../../lib/probes/convergence-events.ts";
import { cost } from "../../lib/probes/cost.ts";
import { iperf } from "../../lib/probes/iperf.ts";
import { probeResult } from "../../lib/probes/kinds.ts";
import { pathMtu } from "../../lib/probes/path-mtu.ts";
import { ping } from "../../lib/probes/ping.ts";
import { runProbe } from "../../lib/probes/run.ts";
import { snapshot } from "../../lib/probes/snapshot.ts";
import { tcpdump } from "../../lib/probes/tcpdump.ts";
import { verdictOnRun } from "../../lib/runtime/runs/run-probes.ts";
import { type Answers, ends, iperfText, pingText, probing, twoHosts } from "../fixtures/probing.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function run(spec: ProbeSpec, answers: Answers, change: Parameters<typeof probing>[1] = {}) {
  const { bench, context, commands } = probing(answers, change);
  folders.push(context.folder);
  const { status, reason } = await runProbe(spec, bench);
  return { status, reason, commands };
}

/** A probe of every kind that needs host2, in a few samples. */
const probes = [
  iperf({ ...ends, samples: 1 }),
  ping(ends),
  ping({ name: "silence", ...ends, expect: "silence" }),
  pathMtu(ends),
  cost({ ...ends, samples: 1 }),
  tcpdump({ on: { name: "host1" }, ...ends }),
  convergence({ event: sessionDown({ host: { name: "host1" }, peer: { name: "host2" } }), ...ends }),
];

const passed = { status: "passed", reason: null };
const failed = (reason: unknown) => ({ status: "failed", reason });

describe("no figure is never a pass:", () => {
  it("a run without probes, or with fewer than were asked for", () => {
    const verdict = (statuses: ("passed" | "failed")[], asked: number) =>
      verdictOnRun({ probes: statuses.map((status) => ({ status })), claims: [] }, asked);
    expect(verdict([], 0)).toBe("failed");
    expect(verdict(["passed"], 2)).toBe("failed");
    expect(verdict(["passed", "failed"], 2)).toBe("failed");
    expect(verdict(["passed"], 1)).toBe("passed");
  });

  it.each([
    [["holds", "holds"], "passed"],
    [["holds", "fails"], "failed"],
    [["unknown"], "failed"],
    [null, "passed"],
  ] as const)("a run whose claims are judged %j has %s", (verdicts, wanted) => {
    const claims = verdicts?.map((verdict) => ({ verdict })) ?? null;
    expect(verdictOnRun({ probes: [{ status: "passed" }], claims }, 1)).toBe(wanted);
  });

  it("an iperf or a cost probe without samples", async () => {
    for (const spec of [
      iperf({ ...ends, samples: 0 }),
      iperf({ ...ends, streams: [] }),
      cost({ ...ends, samples: 0 }),
    ])
      expect(await run(spec, () => undefined)).toMatchObject(failed("no sample was taken"));
  });

  it("an iperf sample of other streams, or less time, than was asked for", async () => {
    const spec = iperf({ ...ends, streams: [8], samples: 1, seconds: 3 });
    const says = (text: string) => run(spec, (command) => (command.includes("--client") ? text : undefined));
    expect(await says(iperfText(8, 3))).toMatchObject(passed);
    expect(await says(iperfText(1, 3))).toMatchObject(
      failed("1 of 1 samples failed; the first: iperf3 had 1 streams; 8 were asked for"),
    );
    expect(await says(iperfText(8, 1.2))).toMatchObject(
      failed("1 of 1 samples failed; the first: iperf3 measured 1.2 s; 3 s were asked for"),
    );
  });

  it("a ping that sent fewer requests than were asked for, whatever it expects", async () => {
    const says = (text: string, expected: "replies" | "silence") =>
      run(ping({ ...ends, count: 20, expect: expected }), (command) =>
        command.includes("ping") ? { stdout: text, exitCode: 1 } : undefined,
      );
    expect(await says(pingText(20, 20), "replies")).toMatchObject(passed);
    expect(await says(pingText(20, 0), "silence")).toMatchObject(passed);
    for (const expected of ["replies", "silence"] as const)
      expect(await says(pingText(1, 0), expected)).toMatchObject(
        failed("only 1 of 20 echo requests were sent, and 0 answered"),
      );
    expect(await says(pingText(20, 0), "replies")).toMatchObject(failed("20 of 20 replies are missing"));
    expect(await says("20 packets transmitted, 20 received, 0% packet loss", "replies")).toMatchObject(
      failed("20 replies came, but ping told the time of 0 only"),
    );
  });

  it("a path whose pings were never sent, which tells nothing of what crosses it", async () => {
    const passes = (payload: number) => payload <= 1422;
    const answers =
      (breaksAt: number): Answers =>
      (command) => {
        const payload = Number(/ping .* -s (\d+)/.exec(command)?.[1]);
        if (Number.isNaN(payload)) return undefined;
        if (payload >= breaksAt) return { stderr: "container is not running", exitCode: 1 };
        return pingText(3, passes(payload) ? 3 : 0);
      };
    expect(await run(pathMtu(ends), answers(Number.POSITIVE_INFINITY))).toMatchObject(passed);
    for (const breaksAt of [0, 1423])
      expect(await run(pathMtu(ends), answers(breaksAt))).toMatchObject(
        failed(expect.stringMatching(/^docker exec .* ended with status 1: container is not running$/)),
      );
  });

  it("a path's ping that the engine let go of without a word: it is sent once more", async () => {
    let silent = 1;
    const answers: Answers = (command) => {
      const payload = Number(/ping .* -s (\d+)/.exec(command)?.[1]);
      if (Number.isNaN(payload)) return undefined;
      if (payload === 1423 && silent-- > 0) return "";
      return pingText(3, payload <= 1422 ? 3 : 0);
    };
    expect(await run(pathMtu(ends), answers)).toMatchObject(passed);
    silent = 2;
    expect(await run(pathMtu(ends), answers)).toMatchObject(
      failed(expect.stringMatching(/^docker exec .* ended with status 0$/)),
    );
  });

  it("a snapshot of no machine", async () => {
    const lab = { ...twoHosts(), hosts: [], routers: [] };
    expect(await run(snapshot(), () => undefined, { lab })).toMatchObject(
      failed("the lab has no machine whose state there is"),
    );
  });

  it("a capture whose traffic was not made: that is the reason, and not what it saw", async () => {
    const spec = tcpdump({ on: { name: "host1" }, ...ends });
    const says = (pings: string, load: string) =>
      run(spec, (command) => {
        if (command.startsWith("logs")) return "listening on eth0";
        if (command.includes("State.Running")) return "true";
        if (command.startsWith("cp ")) writeFileSync(command.split(" ").at(-1) ?? "", "");
        if (command.includes("--client")) return load;
        return command.includes(" ping ") ? { stdout: pings, exitCode: 1 } : undefined;
      });
    expect(await says(pingText(5, 5), iperfText(1, 1))).toMatchObject(
      failed("no packet between the two workloads looks as the mode says"),
    );
    expect(await says(pingText(5, 0), iperfText(1, 1))).toMatchObject(
      failed(expect.stringMatching(/^the traffic that was to be captured failed: docker exec .* ping /)),
    );
    expect(await says(pingText(5, 5), '{"error": "unable to connect"}')).toMatchObject(
      failed("the traffic that was to be captured failed: iperf3: unable to connect"),
    );
  });
});

describe("what a probe started", () => {
  it("is ended when the client of an iperf3 server failed, and left alone when it came", async () => {
    const spec = iperf({ ...ends, streams: [1], samples: 2 });
    const ended = async (client: string) =>
      (await run(spec, (command) => (command.includes("--client") ? client : undefined))).commands.filter(
        (command) => command.includes("kill -INT") && command.includes("/tmp/iperf3.pid"),
      );
    expect(await ended('{"error": "unable to connect"}')).toHaveLength(2);
    expect(await ended(iperfText(1, 3))).toEqual([]);
  });

  it("is ended when the server of iperf3 never listened", async () => {
    const { reason, commands } = await run(iperf({ ...ends, streams: [1], samples: 1 }), (command) =>
      command.includes("iperf3 --server") ? { exitCode: 1, stderr: "Address in use" } : undefined,
    );
    expect(reason).toMatch(/the iperf3 server never listened: docker exec .*: Address in use/);
    expect(commands.some((command) => command.includes("kill -INT"))).toBe(true);
  });

  it("is removed when a capture beside a host cannot be started", async () => {
    const { commands } = await run(tcpdump({ on: { name: "host1" }, ...ends }), (command) =>
      command.startsWith("run --detach") ? { exitCode: 125, stderr: "no such network" } : undefined,
    );
    const made = commands.findIndex((command) => command.startsWith("run --detach"));
    expect(commands.slice(made + 1)).toContain("rm --force --volumes lab-test-tcpdump");
  });

  it("is removed when a capture inside a workload ends at once", async () => {
    const { reason, commands } = await run(tcpdump({ on: { name: "client" }, ...ends }), (command) => {
      if (command.includes("test -s")) return { exitCode: 1 };
      return command.includes("tcpdump --") ? { exitCode: 1, stderr: "eth0: no such device" } : undefined;
    });
    expect(reason).toBe("tcpdump in client did not begin to listen: eth0: no such device");
    expect(commands.some((command) => command.includes("rm -f /tmp/lab-test-tcpdump.pcap"))).toBe(true);
  });
});

describe.each(probes)("a probe that needs a host ($name)", (spec) => {
  const refuses = (state: string) => (command: string) => {
    if (command.includes("{{.State.Status}}") && command.includes("host2")) return `${state}\n`;
    return command.startsWith("exec lab-test-host2")
      ? { stderr: `container is ${state}`, exitCode: 1 }
      : command.includes(" ping ")
        ? { stdout: pingText(20, 0), exitCode: 1 }
        : undefined;
  };

  it.each([
    ["exited", "docker start lab-test-host2"],
    ["paused", "docker unpause lab-test-host2"],
  ])("fails with the host's name where it is %s, and with what brings it back", async (state, remedy) => {
    expect(await run(spec, refuses(state))).toMatchObject(
      failed(
        expect.stringMatching(
          `^host2 does not run: its container is ${state}. Bring it back with: ${remedy}\\.`,
        ),
      ),
    );
  });

  it("fails with the host's name where there is none", async () => {
    const answers: Answers = (command) =>
      command.includes("lab-test-host2")
        ? { stderr: "Error: No such container: lab-test-host2", exitCode: 1 }
        : undefined;
    expect((await run(spec, answers)).reason).toMatch(
      /^host2 is gone: there is no container lab-test-host2\. Bring it back with: npx underlay deploy lab-test\./,
    );
  });

  it("fails with whatever else goes wrong, and has a result that can be recorded", async () => {
    const { bench, context } = probing((command) => {
      if (command.includes("{{.State.Status}}")) return undefined;
      throw new Error("the wheel has come off");
    });
    folders.push(context.folder);
    const result = await runProbe(spec, bench);
    expect(result).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("the wheel has come off"),
    });
    expect(probeResult.parse(result)).toEqual(result);
  });
});
