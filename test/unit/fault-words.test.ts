import { describe, expect, it } from "vitest";
import { LabError } from "../../lib/model/errors.ts";
import { faultOf } from "../../lib/tasks/model/words.ts";
import { twoHosts } from "../fixtures/probing.ts";
import { inLine } from "../fixtures/tasks.ts";

const lab = twoHosts();

function wrong(kind: string, ...words: string[]): string[] {
  try {
    faultOf(kind, words, lab);
    return [];
  } catch (error) {
    if (error instanceof LabError) return error.problems.map(inLine);
    throw error;
  }
}

describe("a fault on the command line", () => {
  it("is the same as in a file", () => {
    expect(faultOf("wrong-mtu", ["machine=host1", "mtu=1400"], lab)).toEqual({
      kind: "wrong-mtu",
      options: { machine: "host1", mtu: 1400 },
    });
    expect(
      faultOf("bgp-wrong-password", ["machine=host1", "peer=host2", "password=1234"], lab).options,
    ).toEqual({
      ...{ machine: "host1", peer: "host2", password: "1234" },
    });
    const words = ["at=host1", "run=[ip, link, set, dev, eth0, mtu, '1300']", "undo=[sh, -c, 'true']"];
    expect(faultOf("command", words, lab).options).toEqual({
      ...{
        at: "host1",
        run: ["ip", "link", "set", "dev", "eth0", "mtu", "1300"],
        undo: ["sh", "-c", "true"],
      },
    });
    expect(faultOf("route-deleted", ["machine=host1", "to={{subnet host2}}"], lab).options).toEqual({
      ...{ machine: "host1", to: "{{subnet host2}}" },
    });
  });

  it.each<[string[], string]>([
    [["link-down"], "fault:1:1 machine is missing. Give it text."],
    [["link-down", "host1"], 'link-down "host1" is no option. Write NAME=VALUE, e.g. machine=host1.'],
    [
      ["link-dwon", "machine=host1"],
      expect.stringContaining(
        'There is no kind of fault "link-dwon"; did you mean "link-down"?',
      ) as unknown as string,
    ],
    [["wrong-mtu", "machine=host1", "mtu=1"], "fault:3:8 mtu is 1. Use 68 or more."],
    [["wrong-mtu", "machine=host1", "mtu=x"], 'fault:3:8 mtu is "x". Use a number.'],
    [
      ["link-down", "machine=host9"],
      'fault:2:12 lab-test has no host or router "host9"; did you mean "host1"? Known: host1, host2.',
    ],
    [
      ["impairment", "segment=underlay"],
      "fault:2:12 Nothing is impaired. Give one of: delay, jitter, loss, rate, duplicate, corrupt, reorder.",
    ],
    [
      ["impairment", "segment=underlay", "jitter=3"],
      "fault:2:12 Impairment jitter 3 has no effect without delay. Give delay as well.",
    ],
    [
      ["impairment", "segment=right", "delay=3"],
      'fault:2:12 lab-test has no segment "right". Known: underlay.',
    ],
    [
      ["address-twice", "machine=host1", "of=host1"],
      "fault:3:7 host1 has its own address already. Name two different machines.",
    ],
    [
      ["bgp-down", "machine=host1", "peer=host1"],
      "fault:3:9 host1 has no BGP session with itself. Name two different machines.",
    ],
    [
      ["route-deleted", "machine=host1", "to=$(reboot)"],
      "fault:3:7 This is no network. Use one such as 10.244.2.0/24, {{subnet host2}}, or default.",
    ],
    [
      ["route-deleted", "machine=host1", "to=10.244.2.1/24"],
      'fault:3:7 "10.244.2.1/24" is no network. Use one such as 10.244.2.0/24: its address, with nothing behind the prefix, and the prefix\'s length.',
    ],
    [
      ["route-deleted", "machine=host1", "to={{subnet hots2}}"],
      'fault:3:7 lab-test has no host "hots2"; did you mean "host2"? Known: host1, host2.',
    ],
    [
      ["wrong-mtu", "machine=host1", "device=a b", "mtu=1400"],
      'fault:3:11 This is no name of a device. Use 1 to 15 letters, digits and "_.@-", e.g. flannel.1.',
    ],
    [
      ["bgp-wrong-password", "machine=host1", "peer=host2", 'password=a"; import none;'],
      'fault:4:13 This cannot be a password here. Use 1 to 80 letters, digits and "_.-".',
    ],
    [
      ["command", "at=host1", "run=ip link", "undo=['true']"],
      expect.stringContaining("run is") as unknown as string,
    ],
    [["flanneld-stopped", "host=client"], 'fault:2:9 lab-test has no host "client". Known: host1, host2.'],
  ])("is told what is wrong with it: %j", ([kind = "", ...words], problem) => {
    expect(wrong(kind, ...words)).toEqual([problem]);
  });
});
