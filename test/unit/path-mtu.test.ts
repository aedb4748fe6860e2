import { describe, expect, it } from "vitest";
import { type Attempt, expectedPayload, largestDelivered, nextPayload } from "../../lib/probes/path-mtu.ts";

/** Tries payloads against a path that takes `limit` bytes of payload, until nothing is left to try. */
function search(limit: number, expected: number): Attempt[] {
  const attempts: Attempt[] = [];
  for (
    let payload = nextPayload(attempts, expected);
    payload !== undefined;
    payload = nextPayload(attempts, expected)
  )
    attempts.push({ payload, delivered: payload <= limit });
  return attempts;
}

describe("the search for the largest payload", () => {
  it("takes two tries where the path is as it should be", () => {
    expect(expectedPayload(1450)).toBe(1422);
    expect(search(1422, 1422)).toEqual([
      { payload: 1422, delivered: true },
      { payload: 1423, delivered: false },
    ]);
  });

  it.each([0, 1, 700, 1421, 1423, 8972, 65_507])("finds %i whatever was expected, in few tries", (limit) => {
    const attempts = search(limit, 1422);
    expect(largestDelivered(attempts)).toBe(limit);
    expect(attempts.length).toBeLessThan(20);
    expect(new Set(attempts.map(({ payload }) => payload)).size).toBe(attempts.length);
  });

  it("ends where nothing crosses", () => {
    const attempts = search(-1, 1422);
    expect(largestDelivered(attempts)).toBeNull();
    expect(attempts.length).toBeLessThan(20);
  });
});
