import { describe, expect, it } from "vitest";
import { isLoopback, listenAddress, listenFailure, reachedBy } from "../../lib/runtime/serve/address.ts";

describe("an address to listen on", () => {
  it.each([
    ["127.0.0.1:7080", "127.0.0.1", 7080],
    ["[::1]:0", "::1", 0],
    ["0.0.0.0:65535", "0.0.0.0", 65_535],
  ])("is %s", (text, address, port) => {
    expect(listenAddress(text)).toEqual({ address, port });
  });

  it.each([
    "7080",
    ":7080",
    "localhost:7080",
    "::1:7080",
    "[127.0.0.1]:80",
    "1.2.3.4:65536",
    "1.2.3.4:",
    "a b:1",
    "",
  ])("is not %s", (text) => {
    expect(() => listenAddress(text)).toThrow(
      `"${text}" is no address to listen on. Write ADDRESS:PORT, e.g. 127.0.0.1:7080, 0.0.0.0:7080 or [::1]:7080.`,
    );
  });

  it("is told when it is taken, is none of the machine's, or not for everybody", () => {
    const at = { address: "127.0.0.1", port: 80 };
    const failure = (code: string) => listenFailure(Object.assign(new Error("x"), { code }), at);
    expect(failure("EADDRINUSE")).toBe(
      "Another program listens on 127.0.0.1 port 80. End it, or name another port with --listen.",
    );
    expect(failure("EADDRNOTAVAIL")).toMatch(
      /^This machine has no address 127\.0\.0\.1\. It has .*127\.0\.0\.1/,
    );
    expect(failure("EACCES")).toContain("Name a port from 1024 on");
    expect(failure("EIO")).toBe("127.0.0.1 port 80 cannot be listened on: x");
  });
});

it("is called by an address that others reach", () => {
  const face = (address: string, internal: boolean) => ({
    ...{ address, internal, family: "IPv4" as const, netmask: "255.0.0.0", mac: "", cidr: null },
  });
  const interfaces = { lo: [face("127.0.0.1", true)], eth0: [face("192.0.2.7", false)] };
  expect(reachedBy(listenAddress("0.0.0.0:1"), interfaces)).toBe("192.0.2.7");
  expect(reachedBy(listenAddress("0.0.0.0:1"), {})).toBe("127.0.0.1");
  expect(reachedBy(listenAddress("198.51.100.1:1"), interfaces)).toBe("198.51.100.1");
  expect(["127.0.0.1:1", "[::1]:1", "0.0.0.0:1"].map((text) => isLoopback(listenAddress(text)))).toEqual([
    ...[true, true, false],
  ]);
});
