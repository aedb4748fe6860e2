import { expect, it } from "vitest";
import { serving, tokenOf, trainerToken } from "../fixtures/serving.ts";

const own = `/seat/1/${tokenOf(1)}`;
const trainers = `/trainer/${trainerToken}`;

it.each(["https://x.example/ws", "https://x.example/seat", "https://x.example/trainer"])(
  "has its pages below the path by which it is called, whether a proxy leaves it or takes it off: %s",
  async (url) => {
    const { get, socket } = await serving({ url });
    const { pathname, origin } = new URL(url);
    for (const below of [pathname, ""]) {
      expect((await get(`${below}${own}/`)).status, below).toBe(200);
      expect((await get(`${below}${trainers}/`)).status, below).toBe(200);
      expect((await get(`${below}${own}x/`)).status, below).toBe(404);
      const link = await get(`${below}/seat/1?token=${tokenOf(1)}`);
      expect([link.status, link.headers.get("location")]).toEqual([303, `1/${tokenOf(1)}/`]);
      const page = socket(`${below}${own}/live`, origin);
      await expect.poll(() => page.told.length).toBeGreaterThan(0);
      page.socket.terminate();
    }
    expect((await get(`${pathname}x${own}/`)).status).toBe(404);
  },
);
