import { afterEach, expect, it, vi } from "vitest";
import { topologyDrawing } from "../../lib/report/topology/drawing.ts";
import { Remembered } from "../../lib/runtime/serve/pages/remembered.ts";
import { twoHosts } from "../fixtures/probing.ts";
import { seats, serving, tokenOf, trainerToken, workshop } from "../fixtures/serving.ts";

vi.mock("../../lib/report/topology/drawing.ts", async (original) => {
  const { topologyDrawing } = await original<{ topologyDrawing: object }>();
  return { topologyDrawing: vi.fn(topologyDrawing as () => void) };
});
const drawn = vi.mocked(topologyDrawing);
afterEach(() => void drawn.mockClear());

const own = `/seat/1/${tokenOf(1)}`;

it("draws a lab as it is planned once, and anew when it is another", async () => {
  let mtu = 1500;
  const { get } = await serving({
    workshop: workshop({
      lab: async ({ lab }) => {
        const { segments, ...spec } = twoHosts();
        return { ...spec, name: lab, segments: segments.map((segment) => ({ ...segment, mtu })) };
      },
    }),
  });
  const pages = [`${own}/hand-out`, `${own}/hand-out`, `${own}/`];
  for (const page of pages) expect(await (await get(page)).text()).toContain("MTU 1500 bytes");
  await get(`${own}/`, { method: "HEAD" });
  expect(drawn).toHaveBeenCalledTimes(1);
  await get(`/trainer/${trainerToken}/hand-outs`);
  expect(drawn).toHaveBeenCalledTimes(seats.length);
  mtu = 1400;
  expect(await (await get(`${own}/hand-out`)).text()).toContain("MTU 1400 bytes");
  expect(drawn).toHaveBeenCalledTimes(seats.length + 1);
});

it("tries again where it could not draw", async () => {
  const { get } = await serving({
    workshop: workshop({ lab: async () => ({ ...twoHosts(), name: "lab-undrawn" }) }),
  });
  drawn.mockRejectedValueOnce(new Error("no memory is left"));
  expect((await get(`${own}/`)).status).toBe(500);
  expect((await get(`${own}/`)).status).toBe(200);
});

it("remembers a bounded number of things", () => {
  const remembered = new Remembered<number>();
  let made = 0;
  const get = (name: number) => remembered.get(String(name), "", () => ++made);
  for (let name = 0; name < 1000; name += 1) get(name);
  expect([get(999), made]).toEqual([1000, 1000]);
  expect([get(0), made]).toEqual([1001, 1001]);
});
