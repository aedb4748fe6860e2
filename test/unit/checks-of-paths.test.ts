import { describe, expect, it } from "vitest";
import { checked, said, short } from "../fixtures/ground.ts";
import { pingText } from "../fixtures/probing.ts";

describe("ping", () => {
  const ends = { from: "client", to: "server" };

  it("passes when every request is answered, and says what was asked", async () => {
    const result = await checked("ping", ends, { exec: said(pingText(3, 3)) });
    expect(result).toMatchObject({
      ...{ kind: "ping", says: "client reaches server", level: "error", verdict: "pass" },
      shows: "3 of 3 echo requests were answered",
    });
    const asked: string[] = [];
    const exec = ({ at, command }: { at: { name: string }; command: string }) => {
      asked.push(`${at.name}: ${command}`);
      return pingText(3, 3);
    };
    await checked("ping", { from: "host1/client", to: "host2" }, { exec });
    expect(asked).toEqual(["client: ping -n -c 3 -i 0.2 -W 1 100.65.0.2"]);
  });

  it.each([
    ["replies", 2, "fail"],
    ["replies", 0, "fail"],
    ["silence", 0, "pass"],
    ["silence", 1, "fail"],
  ])("that expects %s: %d of 3 answers are a %s", async (expected, received, verdict) => {
    const result = await checked(
      "ping",
      { ...ends, expect: expected },
      { exec: said(pingText(3, received)) },
    );
    expect(result.verdict).toBe(verdict);
  });

  it("without a route is no answer, and without a ping nothing is known", async () => {
    const unreachable = said("", { exitCode: 2, stderr: "ping: connect: Network is unreachable" });
    const noRoute = "client has no route to server: ping: connect: Network is unreachable";
    expect(short(await checked("ping", ends, { exec: unreachable }))).toEqual(["fail", noRoute]);
    const missing = said("", { exitCode: 127, stderr: "ping: not found" });
    expect((await checked("ping", ends, { exec: missing })).verdict).toBe("unknown");
  });

  it("of a machine that does not run is not judged", async () => {
    const absence = (machine: string) => (machine === "host2" ? "host2 does not run: start it." : null);
    const result = await checked("ping", ends, { exec: said(pingText(3, 0)), absence });
    expect(short(result)).toEqual(["unknown", "host2 does not run: start it."]);
  });
});

describe("route", () => {
  const direct = JSON.stringify([{ dst: "10.244.2.0/24", gateway: "100.65.0.2", dev: "eth0" }]);
  const several = JSON.stringify([
    {
      dst: "10.244.2.0/24",
      nexthops: [
        { gateway: "100.65.0.8", dev: "eth0" },
        { gateway: "100.65.0.2", dev: "eth1" },
      ],
    },
  ]);
  const nowhere = JSON.stringify([{ type: "blackhole", dst: "10.244.2.0/24" }]);
  const route = (options: object, stdout: string) =>
    checked("route", { at: "host1", to: "10.244.2.0/24", ...options }, { exec: said(stdout) });

  it.each<[object, string, string, string]>([
    [{}, direct, "pass", "routes to 10.244.2.0/24: via 100.65.0.2 dev eth0"],
    [{ via: "host2" }, direct, "pass", "routes to 10.244.2.0/24: via 100.65.0.2 dev eth0"],
    [
      { via: "100.65.0.2", device: "eth0" },
      direct,
      "pass",
      "routes to 10.244.2.0/24: via 100.65.0.2 dev eth0",
    ],
    [{ via: "host1" }, direct, "fail", "routes to 10.244.2.0/24: via 100.65.0.2 dev eth0"],
    [{ device: "flannel.1" }, direct, "fail", "routes to 10.244.2.0/24: via 100.65.0.2 dev eth0"],
    [
      { via: "host2", device: "eth1" },
      several,
      "pass",
      "routes to 10.244.2.0/24: via 100.65.0.8 dev eth0; via 100.65.0.2 dev eth1",
    ],
    [
      { via: "host2", device: "eth0" },
      several,
      "fail",
      "routes to 10.244.2.0/24: via 100.65.0.8 dev eth0; via 100.65.0.2 dev eth1",
    ],
    [{ via: "host2" }, nowhere, "fail", "routes to 10.244.2.0/24: blackhole"],
    [{}, "[ ]", "fail", "routes to 10.244.2.0/24: none"],
    [{ expect: "absent" }, "[ ]", "pass", "routes to 10.244.2.0/24: none"],
    [{ expect: "absent" }, direct, "fail", "routes to 10.244.2.0/24: via 100.65.0.2 dev eth0"],
    [
      { expect: "absent", device: "eth9" },
      direct,
      "pass",
      "routes to 10.244.2.0/24: via 100.65.0.2 dev eth0",
    ],
  ])("%j in %s: %s", async (options, stdout, verdict, shows) => {
    expect(short(await route(options, stdout))).toEqual([verdict, shows]);
  });

  it("to a place is the one that a packet there takes", async () => {
    const asked: string[] = [];
    const exec = ({ command }: { command: string }) => {
      asked.push(command);
      return direct;
    };
    await checked("route", { at: "host1", to: "server" }, { exec });
    await checked("route", { at: "host1", to: "default" }, { exec });
    await checked("route", { at: "client", to: "10.244.2.0/24" }, { exec });
    expect(asked).toEqual([
      "ip -json -4 route get 10.244.2.2",
      "ip -json -4 route show default",
      "ip -json -4 route show exact 10.244.2.0/24",
    ]);
    const stderr = "RTNETLINK answers: Network is unreachable";
    const none = await checked(
      "route",
      { at: "host1", to: "server" },
      { exec: said("", { exitCode: 2, stderr }) },
    );
    expect(short(none)).toEqual(["fail", "routes to server: none"]);
  });
});

describe("mtu", () => {
  const exec = ({ command }: { command: string }) =>
    command.startsWith("underlay-device") ? "eth1\n" : JSON.stringify([{ ifname: "x", mtu: 1450 }]);

  it.each([
    [{ at: "host1", mtu: 1450 }, "pass", "eth1 has MTU 1450"],
    [{ at: "host1", mtu: 1500 }, "fail", "eth1 has MTU 1450"],
    [{ at: "client", mtu: 1450 }, "pass", "eth0 has MTU 1450"],
    [{ at: "host1", device: "flannel.1", mtu: 1450 }, "pass", "flannel.1 has MTU 1450"],
  ])("%j: %s", async (options, verdict, shows) => {
    expect(short(await checked("mtu", options, { exec }))).toEqual([verdict, shows]);
  });

  it("of a device that there is not is not known", async () => {
    const stderr = 'Device "x" does not exist.';
    const result = await checked(
      "mtu",
      { at: "client", device: "x", mtu: 9 * 100 },
      { exec: said("", { exitCode: 1, stderr }) },
    );
    expect(result.verdict).toBe("unknown");
  });
});

describe("path-mtu", () => {
  const carries = (most: number) => ({
    exec: ({ command }: { command: string }) =>
      pingText(3, Number(/-s (\d+)/.exec(command)?.[1]) + 28 <= most ? 3 : 0),
  });

  it.each([
    [1450, {}, "pass", "packets of 1450 bytes cross in one piece, larger ones do not"],
    [1400, {}, "fail", "no packet of 1450 bytes crosses in one piece"],
    [1500, {}, "fail", "packets of 1451 bytes cross in one piece as well"],
    [1500, { mtu: 1500 }, "pass", "packets of 1500 bytes cross in one piece, larger ones do not"],
  ])("a path of %d bytes, %j: %s", async (most, options, verdict, shows) => {
    const result = await checked("path-mtu", { from: "client", to: "server", ...options }, carries(most));
    expect(short(result)).toEqual([verdict, shows]);
  });
});
