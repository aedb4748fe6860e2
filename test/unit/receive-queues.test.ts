import { describe, expect, it } from "vitest";
import { allLimited, floodWarning, limitScript, parseReceiveQueues } from "../../lib/scale/receive-queues.ts";

/** A line of /proc/net/softnet_stat, of the processor with this number. */
const line = (processor: number) =>
  [
    "23d7a862",
    "000b7608",
    ...Array.from({ length: 10 }, () => "00000000"),
    processor.toString(16),
    "0",
    "0",
  ].join(" ");

describe("queues of received packets", () => {
  it("are read with the processors that limit flows, whose numbers may have gaps", () => {
    const queues = parseReceiveQueues(["1,00000002", line(1), line(3), line(32)].join("\n"));
    expect(queues).toEqual({ processors: [1, 3, 32], limited: [1, 32] });
    expect(allLimited(queues)).toBe(false);
    expect(floodWarning(queues)).toContain("--tune");
    expect(floodWarning({ processors: [0, 1], limited: [0, 1] })).toBeNull();
  });

  it("are not guessed at", () => {
    for (const text of ["", "0", "bananas\n1 2 3", "3\n1 2 3"])
      expect(() => parseReceiveQueues(text)).toThrow("cannot be read");
  });

  it("are set by a mask in words of 32 bits", () => {
    const mask = (processors: number[]) => /echo (\S+) >/.exec(limitScript(processors))?.[1];
    expect([mask([]), mask([0, 1]), mask([32]), mask([0, 63, 64])]).toEqual([
      ...["0", "3", "1,00000000", "1,80000000,00000001"],
    ]);
  });
});
