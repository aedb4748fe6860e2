import { describe, expect, it } from "vitest";
import { checked, short } from "../fixtures/ground.ts";
import { pingText } from "../fixtures/probing.ts";

describe("a check that waits", () => {
  const answersAfter = (seconds: number) => ({
    exec: (asked: { seconds: number }) => pingText(3, asked.seconds >= seconds ? 3 : 0),
  });
  const ping = (wait: number) => ({ from: "client", to: "server", wait });

  it("is looked at again until it passes", async () => {
    const result = await checked("ping", ping(20), answersAfter(10));
    expect(result.verdict).toBe("pass");
    expect(result.seconds).toBeGreaterThan(9);
    expect(result.seconds).toBeLessThan(13);
  });

  it("is given up then, and says so", async () => {
    const result = await checked("ping", ping(5), answersAfter(60));
    expect(short(result)).toEqual(["fail", "0 of 3 echo requests were answered (not within 5 s)"]);
  });

  it("ends at once when it is interrupted", async () => {
    const result = await checked("ping", ping(600), { ...answersAfter(60), signal: AbortSignal.abort() });
    expect(short(result)).toEqual(["unknown", "it was interrupted (not within 600 s)"]);
  });
});
