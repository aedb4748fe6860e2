import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { captureSite } from "../../lib/model/capture-site.ts";
import { assumedInstallation } from "../../lib/model/installation.ts";
import { fileOutlet, textOutlet, wiresharkOutlet } from "../../lib/runtime/bench/capture-outlets.ts";
import { startLive, tied } from "../../lib/runtime/bench/live-capture.ts";
import { watch } from "../../lib/runtime/bench/watch.ts";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { twoHosts } from "../fixtures/probing.ts";
import { Programs } from "../fixtures/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "underlay-live-"));
const programs = new Programs(folder);
const file = join(folder, "out.pcap");

/** An engine on which tcpdump catches five packets and then waits for its end. */
const docker = `case "$*" in
*tshark*) while read -r packet; do printf '1774429201.5\\teth:arp\\tARP\\t%s\\n' "$packet"; done ;;
*'udp prt'*) echo "tcpdump: can't parse filter expression: syntax error" >&2; exit 1 ;;
*tcpdump*) echo 'tcpdump: listening on eth0' >&2; for n in 1 2 3 4 5; do echo "packet $n"; done
  cat >/dev/null; echo '5 packets captured' >&2; echo '0 packets dropped by kernel' >&2 ;;
*underlay-device*) echo eth7 ;;
*'network inspect'*) echo 'a7d1ccc9cc38677257da ' ;;
*State.Status*) echo running ;;
esac`;
const packets = [1, 2, 3, 4, 5].map((number) => `packet ${number}\n`).join("");

const lab = twoHosts();
const context = () => ({ lab, engine: new Engine(assumedInstallation), probeImage: "underlay/probe" });
/** Ends as soon as it has begun, with what tcpdump had by then. */
const captured = (where: string, outlets: Parameters<typeof watch>[2], change = {}) => {
  const controller = new AbortController();
  return watch(context(), captureSite(lab, where), outlets, {
    ...{ filter: "", signal: controller.signal, begun: () => controller.abort() },
    ...change,
  });
};
const tcpdumps = () => programs.calls("docker").filter((call) => call.includes("tcpdump"));

beforeEach(() => {
  programs.make("docker", docker);
  programs.forget("docker");
  vi.stubEnv("PATH", programs.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(file, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a live capture", () => {
  it("is written to a file, and tells what was counted", async () => {
    expect(await captured("host1", async () => [await fileOutlet(file)])).toBe(
      "5 packets captured, 0 packets dropped by kernel",
    );
    expect(readFileSync(file, "utf8")).toBe(packets);
  });

  it.each([
    ["host1", /^run .*--network container:lab-test-host1 .* -i eth7 .*-p$/],
    ["host1:docker0", /^exec --interactive lab-test-host1 underlay-exec sh .* -i docker0 .*-w -$/],
    ["client", /^exec --interactive lab-test-host1 underlay-exec --workload client sh .* -i eth0 .*-p$/],
    ["underlay", /^run .*--network host .* -i br-a7d1ccc9cc38 .*-w -$/],
  ])("at %s listens there", async (where, call) => {
    await captured(where, async () => [await fileOutlet(file)]);
    expect(tcpdumps()).toEqual([expect.stringMatching(call)]);
  });

  it("has its filter behind all options, so that none can be in it", async () => {
    await captured("client", async () => [await fileOutlet(file)], { filter: "-w /etc/passwd", count: 3 });
    expect(tcpdumps()[0]).toMatch(/-c 3 -- -w \/etc\/passwd$/);
  });

  it("that has ended keeps nothing waiting when it is told to end", async () => {
    programs.make("docker", docker.replace("cat >/dev/null; ", ""));
    const live = await startLive(context(), captureSite(lab, "client"), { filter: "" });
    live.packets.resume();
    await live.ended;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    live.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("ends also where what is called tcpdump there does not", async () => {
    programs.make("docker", docker.replace("cat >/dev/null", "exec sleep 300"));
    const live = await startLive(context(), captureSite(lab, "client"), { filter: "" });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    live.packets.resume();
    live.stop();
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    await expect(live.ended).rejects.toThrow("the capture at client eth0 was killed: ");
  });

  it("is told in lines and kept in a file at once", async () => {
    const lines: string[] = [];
    await captured("host1", async () => [
      await fileOutlet(file),
      textOutlet(context(), (line) => lines.push(line)),
    ]);
    expect(lines).toEqual([1, 2, 3, 4, 5].map((number) => `09:00:01.500000  ARP packet ${number}`));
    expect(readFileSync(file, "utf8")).toBe(packets);
    // Both go with the lab, should they be killed before they began.
    const made = programs.calls("docker").filter((call) => call.startsWith("run "));
    expect(made.map((call) => call.includes("--label underlay.lab=lab-test"))).toEqual([true, true]);
  });

  it("ends after so many seconds", async () => {
    const counted = captured("host1", async () => [await fileOutlet(file)], {
      seconds: 0.1,
      begun: () => undefined,
    });
    expect(await counted).toContain("5 packets captured");
  });

  it("ends when Wireshark, which is told of the mode's ports, is closed", async () => {
    programs.make("wireshark", "head -n 1 >/dev/null");
    await captured("host1", async () => [wiresharkOutlet({ lab })], { begun: () => undefined });
    expect(programs.calls("wireshark")).toEqual(["-k -i - -d udp.port==8472,vxlan"]);
  });

  it("makes no file where it does not begin, and says why", async () => {
    await expect(
      captured("host1", async () => [await fileOutlet(file)], { filter: "udp prt" }),
    ).rejects.toThrow(
      "tcpdump at host1 on underlay did not begin to listen: tcpdump: can't parse filter expression: syntax error",
    );
    expect(existsSync(file)).toBe(false);
  });

  it("ends, and says why, where its file cannot be written", async () => {
    await expect(captured("host1", async () => [await fileOutlet(join(folder, "no/x"))])).rejects.toThrow(
      "the capture cannot be written: ENOENT",
    );
  });

  it("is refused at a machine that does not run", async () => {
    programs.make("docker", "echo exited");
    await expect(captured("host1", async () => [])).rejects.toThrow(
      "host1 does not run: its container is exited. Bring it back with: docker start lab-test-host1.",
    );
  });
});

describe("a command that is tied to its input", () => {
  const start = (...command: string[]) => {
    const [program = "", ...args] = tied(command);
    return spawn(program, args);
  };

  it("ends with it", async () => {
    const running = start("sleep", "600");
    running.stdin.end();
    expect(await once(running, "exit")).toEqual([null, "SIGTERM"]);
  });

  it("ends by itself before, with its own status", async () => {
    expect(await once(start("sh", "-c", "exit 3"), "exit")).toEqual([3, null]);
  });
});
