import { describe, expect, it } from "vitest";
import { everywhere } from "../../lib/model/wire.ts";
import { tsharkCommand } from "../../lib/probes/capture.ts";
import { wireOf } from "../../lib/tasks/encapsulations.ts";
import { checked, checkOf, groundOf, said, short } from "../fixtures/ground.ts";
import { pingText, tsharkLine, twoHosts } from "../fixtures/probing.ts";

const lab = twoHosts();

describe("bgp", () => {
  const session = (address: string, state: string) =>
    `name proto table state since info\nMesh_${address.replaceAll(".", "_")} BGP --- up 10:00:00.000 ${state}\n  BGP state:          ${state}\n    Neighbor address: ${address}\n    Neighbor AS:      64512\n    Local AS:         64512\n`;

  it.each([
    ["established", "Established", "pass", "Mesh_100_65_0_2 is Established"],
    ["established", "Active", "fail", "Mesh_100_65_0_2 is Active"],
    ["down", "Active", "pass", "Mesh_100_65_0_2 is Active"],
    ["down", "Established", "fail", "Mesh_100_65_0_2 is Established"],
  ])("that expects %s: %s is a %s", async (expected, state, verdict, shows) => {
    const exec = said(session("100.65.0.2", state));
    const result = await checked("bgp", { machine: "host1", peer: "host2", expect: expected }, { exec });
    expect(short(result)).toEqual([verdict, shows]);
  });

  it("without such a session names those that there are", async () => {
    const exec = said(session("100.65.0.9", "Established"));
    const shows = "there is no such session; there are some with: 100.65.0.9";
    expect(short(await checked("bgp", { machine: "host1", peer: "host2" }, { exec }))).toEqual([
      "fail",
      shows,
    ]);
    const silent = said("", { exitCode: 1, stderr: "BIRD does not answer" });
    expect((await checked("bgp", { machine: "host1", peer: "host2" }, { exec: silent })).verdict).toBe(
      "unknown",
    );
  });
});

describe("packets", () => {
  const options = { on: "host1", from: "client", to: "server", encapsulation: "vxlan" };
  /** tshark's lines have the columns that were asked for. */
  const answers = (received: number) => ({
    exec: ({ command }: { command: string }) =>
      command.startsWith("underlay-device") ? "eth0\n" : pingText(5, received),
  });

  it("captures at the link while one place pings the other, and leaves nothing", async () => {
    const ground = groundOf(answers(5));
    const { runCheck } = await import("../../lib/tasks/run/run-check.ts");
    const result = await runCheck(checkOf("packets", options), ground);
    expect(ground.done).toEqual([
      "host1: underlay-device 100.65.0.1",
      "capture beside host1: eth0",
      "client: ping -n -c 5 -i 0.1 -W 1 10.244.2.2",
      "decode raw/check.pcap: tshark",
      "remove the capture beside host1",
    ]);
    expect(short(result)).toEqual(["fail", "0 such packets there and 0 back, 5 of 5 pings answered"]);
  });

  it("unseen are no pass where none was sent", async () => {
    const unseen = { ...options, expect: "unseen" };
    expect((await checked("packets", unseen, answers(5))).verdict).toBe("pass");
    expect((await checked("packets", unseen, answers(0))).verdict).toBe("fail");
  });

  it.each([
    ["seen", "pass"],
    ["unseen", "fail"],
  ])("that are bare on a TUN device are seen: expecting them %s is a %s", async (expected, verdict) => {
    const own = { ...options, device: "flannel0", encapsulation: "none", expect: expected };
    const packet = { "frame.protocols": "raw:ip:icmp:data", "ip.src": "10.244.1.2", "ip.dst": "10.244.2.2" };
    const decoded = tsharkLine(tsharkCommand(everywhere(wireOf("none", lab))), packet);
    expect(short(await checked("packets", own, { ...answers(5), decoded }))).toEqual([
      verdict,
      "1 such packets there and 0 back, 5 of 5 pings answered (caught: ip:icmp:data)",
    ]);
  });

  it("are caught by the lab's own ports where its mode has such packets", () => {
    const own = { ...wireOf("vxlan", lab), filter: "udp port 9999" };
    const other = { ...lab, mode: { ...lab.mode, wire: everywhere(own) } };
    expect(wireOf("vxlan", other).filter).toBe("udp port 9999");
    expect(wireOf("ipip", other).filter).toBe("ip proto 4");
    expect(wireOf("none", lab).filter).toBe("net 10.244.0.0/16");
  });
});

describe("file", () => {
  const file = (options: object, exec: () => object) =>
    checked("file", { at: "host1", path: "/etc/hosts", ...options }, { exec });
  const text = "127.0.0.1   localhost\n100.65.0.2 host2\n";
  const none = said("", { exitCode: 1, stderr: "head: cannot open: No such file or directory" });

  it.each<[object, string, string]>([
    [{}, "pass", "it is so"],
    [{ contains: ["localhost", "host2"] }, "pass", "it is so"],
    [
      { contains: ["localhost", "host3"] },
      "fail",
      'it does not contain "host3"; it ends with:\n127.0.0.1   localhost\n100.65.0.2 host2',
    ],
    [
      { lacks: "host2" },
      "fail",
      'it contains "host2"; it ends with:\n127.0.0.1   localhost\n100.65.0.2 host2',
    ],
    [{ line: "127.* localhost" }, "pass", "it is so"],
    [{ line: "*host2" }, "pass", "it is so"],
    [
      { line: "* host2 *" },
      "fail",
      'no line is "* host2 *"; it ends with:\n127.0.0.1   localhost\n100.65.0.2 host2',
    ],
    [
      { line: "localhost" },
      "fail",
      'no line is "localhost"; it ends with:\n127.0.0.1   localhost\n100.65.0.2 host2',
    ],
    [{ equals: text }, "pass", "it is so"],
    [{ expect: "absent" }, "fail", "the file is there"],
  ])("%j: %s", async (options, verdict, shows) => {
    expect(short(await file(options, said(text)))).toEqual([verdict, shows]);
  });

  it("that is not there is a finding, and one that cannot be read is none", async () => {
    expect(short(await file({}, none))).toEqual(["fail", "there is no such file"]);
    expect((await file({ expect: "absent" }, none)).verdict).toBe("pass");
    expect((await file({}, said("", { exitCode: 1, stderr: "Permission denied" }))).verdict).toBe("unknown");
    expect((await file({}, said("", { exitCode: null }))).verdict).toBe("unknown");
  });

  it("is matched in no time, whatever is in it", async () => {
    const long = "a".repeat(60_000);
    const began = process.cpuUsage().user;
    await file({ line: `${"*a".repeat(40)}b` }, said(long));
    expect(process.cpuUsage().user - began).toBeLessThan(2_000_000);
  });
});

describe("command", () => {
  const command = (options: object, exec: () => object) =>
    checked("command", { at: "host1", run: ["ip", "link"], ...options }, { exec });

  it.each<[object, string, string]>([
    [{}, "pass", "it is so"],
    [{ contains: "UP" }, "pass", "it is so"],
    [{ exit: 1 }, "fail", "status 0; it printed:\neth0 UP"],
    [{ contains: "DOWN" }, "fail", 'it does not contain "DOWN"; it printed:\neth0 UP'],
  ])("%j: %s", async (options, verdict, shows) => {
    expect(short(await command(options, said("eth0 UP\n")))).toEqual([verdict, shows]);
  });

  it("runs as a list of arguments, whatever is in them, and ends where it runs soon after it was given up", async () => {
    const asked: (readonly string[])[] = [];
    const ground = groundOf({});
    const exec = ground.exec.bind(ground);
    ground.exec = (at, words, options) => {
      asked.push(words);
      return exec(at, words, options);
    };
    const { runCheck } = await import("../../lib/tasks/run/run-check.ts");
    const run = ["echo", "$(reboot); `reboot` && reboot", "<script>"];
    await runCheck(checkOf("command", { at: "host1", run, limit: 5 }), ground);
    const ending = ["timeout", "-s", "KILL", "6", "/bin/sh", "-c", 'exec "$0" "$@"'];
    expect(asked).toEqual([[...ending, ...run]]);
  });

  it("that was ended, or prints nothing", async () => {
    expect((await command({}, said("y\n".repeat(9), { exitCode: null }))).verdict).toBe("unknown");
    expect(short(await command({}, said("", { exitCode: 1 })))).toEqual([
      "fail",
      "status 1; it printed nothing",
    ]);
  });
});

describe("gates", () => {
  it("of all machines or of one", async () => {
    const exec = ({ at }: { at: { name: string } }) =>
      at.name === "host2"
        ? { exitCode: 1, stdout: "gate cni fails on host2: no lease\nmore" }
        : "all gates pass";
    expect(short(await checked("gates", {}, { exec }))).toEqual([
      "fail",
      "host2: gate cni fails on host2: no lease",
    ]);
    expect(short(await checked("gates", { machine: "host1" }, { exec }))).toEqual([
      "pass",
      "all of them pass",
    ]);
  });
});

describe("claim", () => {
  const judge = (verdict: "holds" | "fails" | "unknown") => async () => ({
    ...{ id: "vxlan-kernel" as const, verdict },
    evidence: [{ what: "it is so", shows: "a figure", verdict, command: null }],
  });

  it.each(["holds", "fails", "unknown"] as const)("that %s", async (verdict) => {
    const result = await checked("claim", { id: "vxlan-kernel" }, { judge: judge(verdict) });
    expect(short(result)).toEqual(
      {
        holds: ["pass", "a run of the lab shows it"],
        fails: ["fail", "it is so: a figure"],
        unknown: ["unknown", "it is so: a figure"],
      }[verdict],
    );
  });
});
