import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { afterEach, expect, it } from "vitest";
import type { LiveCapture } from "../../lib/runtime/bench/live-capture.ts";
import { serving, tokenOf } from "../fixtures/serving.ts";

const path = `/seat/1/${tokenOf(1)}/capture?at=host1:underlay&seconds=60`;

/** More than a response takes before it says that it is full. */
const much = Buffer.alloc(2 ** 20, "packet");

/** A capture that prints its packets when it begins, and ends as tcpdump does: once it was told so and all of them were read. */
function capture(): LiveCapture {
  const packets = new PassThrough({ highWaterMark: 2 * much.length });
  packets.write(much);
  return { packets, ended: once(packets, "end").then(() => "2 packets captured"), stop: () => packets.end() };
}

/** The server's end of each request that comes. */
const responses: ServerResponse[] = [];
const hear = (message: unknown) => responses.push((message as { response: ServerResponse }).response);
const channel = "http.server.request.start";
afterEach(() => unsubscribe(channel, hear));

it("that is given up before it listens keeps its seat from no other one", async () => {
  let listen: () => void = () => undefined;
  const listening = new Promise<void>((resolve) => {
    listen = resolve;
  });
  const asked: string[] = [];
  const { labs } = await serving();
  const { get } = await serving({
    labs: {
      ...labs,
      async capture(lab) {
        asked.push(lab.name);
        await listening;
        return capture();
      },
    },
  });
  subscribe(channel, hear);
  const leaving = new AbortController();
  const given = get(path, { signal: leaving.signal }).catch(() => "given up");
  await expect.poll(() => asked).toEqual(["lab-1"]);
  const [response] = responses as [ServerResponse];
  const closed = once(response, "close");
  leaving.abort();
  await closed;
  expect(await given).toBe("given up");
  expect(await (await get(path)).text()).toContain("under way");
  listen();
  await expect.poll(async () => await startOf(await get(path))).toBe("packet");
});

/** What an answer begins with; the rest is not waited for. */
async function startOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return Buffer.from(value ?? []).toString("utf8", 0, 6);
}
