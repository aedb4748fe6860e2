import { describe, expect, it } from "vitest";
import { admit } from "../../lib/runtime/serve/admission.ts";
import { Attempts } from "../../lib/runtime/serve/attempts.ts";
import { tokenOf, workshop } from "../fixtures/serving.ts";

describe("a right token", () => {
  const asks = (attempts: Attempts, seat: number) =>
    admit(workshop(), attempts, { seat, token: tokenOf(seat), rest: "" }, "192.0.2.1");

  it("that asks without end is told to wait, alone, and passes again afterwards", async () => {
    let now = 0;
    const attempts = new Attempts(() => now);
    const room = Array.from({ length: 24 * 17 }, () => asks(attempts, 1));
    expect((await Promise.all(room)).every((visitor) => "seat" in visitor)).toBe(true);
    const flood = await Promise.all(Array.from({ length: 5000 }, () => asks(attempts, 1)));
    expect(flood.at(-1)).toMatchObject({ status: 429, headers: { "Retry-After": "20" } });
    expect(await asks(attempts, 2)).toMatchObject({ seat: { seat: 2 } });
    now = 20_000;
    expect(await asks(attempts, 1)).toMatchObject({ status: 429 });
    now = 21_000;
    expect(await asks(attempts, 1)).toMatchObject({ seat: { seat: 1 } });
  });

  it("passes for ever with the requests of a room's pages", async () => {
    let now = 0;
    const attempts = new Attempts(() => now);
    for (; now < 60_000; now += 25) expect(await asks(attempts, 1)).toMatchObject({ seat: { seat: 1 } });
  });
});
