import { expect, it } from "vitest";
import { admit } from "../../lib/runtime/serve/admission.ts";
import { Attempts } from "../../lib/runtime/serve/attempts.ts";
import { isLinkGone } from "../../web/link.ts";
import { serving, tokenOf, workshop } from "../fixtures/serving.ts";

const own = `/seat/1/${tokenOf(1)}/`;
const old = "/seat/1/token-of-another-group/";

it("are known as such by their pages, however many of them one address has", async () => {
  const { get } = await serving();
  expect(await isLinkGone(old, get)).toBe(true);
  while ((await get(old)).status !== 429);
  expect(await isLinkGone(old, get)).toBe(true);
  expect(await isLinkGone(own, get)).toBe(false);
});

it("are not those that ask too much, nor those whose server does not answer", async () => {
  const attempts = new Attempts(() => 0);
  while (attempts.passed(1) === 0);
  const answer = await admit(workshop(), attempts, { seat: 1, token: tokenOf(1), rest: "" }, "192.0.2.1");
  if (!("status" in answer)) throw new Error("it is not told to wait");
  expect(answer.status).toBe(429);
  expect(await isLinkGone(own, async () => new Response(null, answer))).toBe(false);
  expect(await isLinkGone(own, async () => new Response(null, { status: 502 }))).toBe(false);
  expect(await isLinkGone(own, () => Promise.reject(new TypeError("fetch failed")))).toBe(false);
});
