import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import type { LiveCapture } from "../../lib/runtime/bench/live-capture.ts";
import { capture as captureOf } from "../../web/capture.ts";
import { serving, tokenOf } from "../fixtures/serving.ts";

const own = `/seat/1/${tokenOf(1)}`;
const path = `${own}/capture?at=host1:underlay&seconds=60`;

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

describe("a page that asks for one", () => {
  const query = (filter = "") => new URLSearchParams({ at: "host1:underlay", seconds: "1", filter });
  const told: string[] = [];
  afterEach(() => void told.splice(0));
  const listening = () => void told.push("listening");

  it("stays where it is: what comes of it is beside the form", async () => {
    const { get } = await serving();
    const page = await (await get(`${own}/`)).text();
    const [form = ""] = /<form[^>]* action="capture"[^>]*>/.exec(page) ?? [];
    // By the page's script, or in a tab of its own.
    expect(form).toMatch(/ id="capture".* target="_blank"/);
    expect(page).toContain('<p id="capture-said" role="status">');
  });

  it("has the file, and knows when it listens", async () => {
    const { labs } = await serving();
    const { get } = await serving({
      labs: {
        ...labs,
        async capture() {
          const packets = new PassThrough();
          const ended = once(packets, "end").then(() => "0 packets captured");
          return { packets, ended, stop: () => packets.end("packets") };
        },
      },
    });
    const captured = await captureOf(query(), listening, (asked) => get(`${own}/${asked}`));
    if (captured.name === null) throw new Error(captured.reason);
    expect([captured.name, await captured.packets.text()]).toEqual(["seat-1-host1-underlay.pcap", "packets"]);
    expect(told).toEqual(["listening"]);
  });

  it.each([
    ["a filter that is too long", "x".repeat(201), "A filter has 200 characters at most."],
    ["what tcpdump says", "icmq", "nothing is captured here"],
  ])("has the reason where there is none: %s", async (_, filter, reason) => {
    const { get } = await serving();
    const captured = await captureOf(query(filter), listening, (asked) => get(`${own}/${asked}`));
    expect([captured, told]).toEqual([{ name: null, reason }, []]);
  });

  it("says so where the server is gone", async () => {
    const nobody = () => Promise.reject(new TypeError("fetch failed"));
    expect(await captureOf(query(), listening, nobody)).toEqual({
      ...{ name: null, reason: "The capture was cut off, or the server does not answer." },
    });
  });
});

/** What an answer begins with; the rest is not waited for. */
async function startOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return Buffer.from(value ?? []).toString("utf8", 0, 6);
}
