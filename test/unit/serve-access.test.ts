import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { Attempts } from "../../lib/runtime/serve/attempts.ts";
import { sameToken } from "../../lib/runtime/serve/tokens.ts";
import { serving, tokenOf, trainerToken, workshop } from "../fixtures/serving.ts";

const own = `/seat/1/${tokenOf(1)}`;
const { get, post, socket } = await serving();
const tricked = await serving();

/** A path as it is written, which fetch would tidy up. */
const raw = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(tricked.url, { path }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });

describe("who has no token", () => {
  const behind = ["", "hand-out", "assets/seat.js", "assets/page.css", "capture?at=host1:underlay&seconds=1"];
  const wrong = [
    "/seat/1/wrong/",
    `/seat/1/${tokenOf(2)}/`,
    `/seat/9/${tokenOf(1)}/`,
    `/seat/1/${trainerToken}/`,
  ];

  it("gets nothing but the same answer everywhere", async () => {
    const { get } = await serving();
    const paths = [
      ...["/", "/seat", "/seat/1", "/seat/1/", "/trainer/", "/assets/seat.js", "/favicon.ico", "/robots.txt"],
      ...[`/trainer/${tokenOf(1)}/`, "/seat/1?token=wrong", "/seat/1/wrong", "/trainer/wrong", ...wrong],
    ];
    const answers = await Promise.all(paths.map(async (path) => await get(path)));
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 404));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
  });

  it.each(behind)("gets nothing of what is behind it: %s", async (rest) => {
    const { get } = await serving();
    for (const path of wrong) expect((await get(`${path}${rest}`)).status, path).toBe(404);
    expect((await get(`/trainer/wrong/${rest}`)).status).toBe(404);
  });

  it("has no WebSocket, and nothing happens by a button", async () => {
    const checked: string[] = [];
    const watched = await serving({
      workshop: workshop({
        check: async ({ lab }) => {
          checked.push(lab);
          return { verdict: "pass", checks: [] };
        },
      }),
    });
    expect(await watched.socket("/seat/1/wrong/live").ended).toBe("404");
    expect(await watched.socket("/trainer/wrong/live").ended).toBe("404");
    expect((await watched.post("/seat/1/wrong/check/first")).status).toBe(404);
    expect((await watched.post("/trainer/wrong/reset", { seat: "1" })).status).toBe(404);
    expect(checked).toEqual([]);
  });
});

describe("a token", () => {
  it("opens its own page, also from a link with a query, and no other", async () => {
    expect((await get(`${own}/`)).status).toBe(200);
    const link = await get(`/seat/1?token=${tokenOf(1)}`);
    expect([link.status, link.headers.get("location")]).toEqual([303, `1/${tokenOf(1)}/`]);
    const followed = await get(`/trainer/?token=${trainerToken}`, { redirect: "follow" });
    expect([followed.status, new URL(followed.url).pathname]).toEqual([200, `/trainer/${trainerToken}/`]);
    expect((await get(`/trainer/${trainerToken}/`)).status).toBe(200);
    expect((await get(`/seat/2/${tokenOf(1)}/`)).status).toBe(404);
  });

  it.each([
    ["a seat's", own, `${tokenOf(1)}/`],
    ["the trainer's", `/trainer/${trainerToken}`, `${trainerToken}/`],
    ["a link's with a query", `${own}?from=mail`, `${tokenOf(1)}/`],
  ])("leads to its page where the last slash is missing: %s", async (_, path, location) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, location]);
    const page = await get(path, { redirect: "follow" });
    const [, script = ""] = /<script[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
    expect((await fetch(new URL(script, page.url))).status).toBe(200);
  });

  it("opens no hand-out below which nothing of it is", async () => {
    expect((await get(`${own}/hand-out/`)).status).toBe(404);
  });

  it("is compared whole, and an empty one fits nothing", () => {
    expect(sameToken("abc", "abc")).toBe(true);
    expect(["ab", "abcd", "", "Abc"].filter((token) => sameToken(token, "abc"))).toEqual([]);
    expect(sameToken("", "")).toBe(false);
  });

  it.each([
    "/seat/01/TOKEN/",
    "/seat/1/../1/wrong/",
    "/seat/1e0/TOKEN/",
    "/seat/-1/TOKEN/",
    "/seat/1/TOKEN/../../../etc/passwd",
    "/seat/1/TOKEN/assets/../../../../package.json",
    "/seat/1/TOKEN/assets/..%2f..%2fpackage.json",
    "/seat/1/TOKEN/assets/constructor",
    "/seat/1/TOKEN//",
    "//evil.example/seat/1/TOKEN/",
    "/seat/1/%00/",
    "/%",
    "http://evil.example/",
  ])("opens nothing by tricks with the path: %s", async (path) => {
    expect(await raw(path.replace("TOKEN", tokenOf(1)))).toBe(404);
  });
});

describe("wrong tokens", () => {
  it("are slowed down by address, and shut nobody out who has a right one", async () => {
    const { get } = await serving();
    const statuses: number[] = [];
    for (let tries = 0; tries < 30; tries += 1) statuses.push((await get(`/seat/1/wrong-${tries}/`)).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(404));
    expect(statuses.slice(21)).toEqual(Array(9).fill(429));
    const refused = await get("/seat/2/wrong/");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await get(`${own}/`)).status).toBe(200);
  });

  it("are forgotten in time, and counted for a whole IPv6 network", () => {
    let now = 0;
    const attempts = new Attempts(() => now);
    for (let tries = 0; tries < 20; tries += 1) expect(attempts.failed(`2001:db8::${tries}`)).toBe(0);
    expect(attempts.failed("2001:db8::ffff")).toBeGreaterThan(0);
    expect(attempts.failed("2001:db8:0:1::1")).toBe(0);
    expect(attempts.failed("::ffff:192.0.2.1")).toBe(0);
    now = 3_600_000;
    expect(attempts.failed("2001:db8::1")).toBe(0);
  });

  it("take bounded memory, from however many addresses they come", () => {
    const attempts = new Attempts(() => 0);
    for (let tries = 0; tries < 30; tries += 1) attempts.failed("192.0.2.1");
    for (let address = 0; address < 20_000; address += 1)
      attempts.failed(`10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`);
    expect(attempts.failed("192.0.2.1")).toBe(0);
  });
});

describe("what another site's page asks", () => {
  const evil = { Origin: "http://evil.example" };

  it.each([
    ["another origin", evil],
    ["none", {}],
    ["no URL", { Origin: "null" }],
  ])("is refused, with %s", async (_, headers) => {
    expect((await post(`${own}/check/first`, {}, headers as Record<string, string>)).status).toBe(403);
  });

  it("is refused over a WebSocket", async () => {
    expect(await socket(`${own}/live`, "http://evil.example").ended).toBe("403");
    expect(await socket(`${own}/live`, "null").ended).toBe("403");
  });

  it("may not read an answer, frame a page or learn where it was linked from", async () => {
    for (const path of [`${own}/`, `${own}/assets/seat.js`, "/nothing", `${own}/capture?at=x&seconds=1`]) {
      const { headers } = await get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy, path).toContain("default-src 'none'; script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|https?:|\*/);
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.has("access-control-allow-origin")).toBe(false);
      expect(headers.has("set-cookie")).toBe(false);
    }
  });
});

describe("too much", () => {
  it("of a form is refused", async () => {
    const { status } = await post(`/trainer/${trainerToken}/message`, { text: "x".repeat(5000) });
    expect(status).toBe(413);
    expect((await post(`/trainer/${trainerToken}/message`, { text: "x".repeat(501) })).status).toBe(400);
  });

  it("of WebSockets on one token is refused, and the other seats have theirs", async () => {
    const { socket } = await serving();
    const all = Array.from({ length: 100 }, () => socket(`${own}/live`));
    const opened = await Promise.all(
      all.map(({ socket, ended }) =>
        Promise.race([ended, new Promise((resolve) => socket.on("open", () => resolve("open")))]),
      ),
    );
    expect(opened.filter((how) => how === "open")).toHaveLength(40);
    expect(opened.filter((how) => how === "429")).toHaveLength(60);
    const other = socket(`/seat/2/${tokenOf(2)}/live`);
    await expect.poll(() => other.told.length).toBeGreaterThan(0);
    for (const each of all) each.socket.terminate();
    const again = socket(`${own}/live`);
    await expect.poll(() => again.told.length).toBeGreaterThan(0);
  });

  it("in one message ends the WebSocket, and so does any on one that is only listened to", async () => {
    const large = socket(`${own}/live`);
    large.socket.on("open", () => large.socket.send("x".repeat(100_000)));
    expect(await large.ended).toMatch(/^(1009|1006)/);
    const small = socket(`${own}/live`);
    small.socket.on("open", () => small.socket.send("x"));
    expect(await small.ended).toBe("1008 nothing is read here");
  });

  it("of a capture is refused", async () => {
    const capture = (query: string) => get(`${own}/capture?${query}`);
    const answers = [
      await capture("at=host1:underlay&seconds=61"),
      await capture("at=host1:underlay&seconds=0"),
      await capture("at=underlay&seconds=1"),
      await capture("at=host1:docker0&seconds=1"),
      await capture(`at=host1:underlay&seconds=1&filter=${"x".repeat(201)}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(await answers[0]?.text()).toBe("A capture takes 1 to 60 whole seconds.\n");
    const failed = await capture("at=host1:underlay&seconds=1");
    expect([failed.status, await failed.text()]).toEqual([502, "nothing is captured here\n"]);
  });
});

it("starts nothing for a task that there is not, or that breaks nothing", async () => {
  expect((await post(`${own}/check/none`)).status).toBe(404);
  expect((await post(`${own}/check/__proto__`)).status).toBe(404);
  expect((await post(`${own}/begin/first`)).status).toBe(404);
  expect((await post(`${own}/begin/second`)).status).toBe(202);
});
