import { describe, expect, it } from "vitest";
import { theme } from "../../lib/report/theme.ts";
import { markdown } from "../../lib/runtime/serve/pages/markdown.ts";
import { seats, serving, task, tokenOf, trainerToken, workshop } from "../fixtures/serving.ts";

const own = `/seat/1/${tokenOf(1)}`;
const trainers = `/trainer/${trainerToken}`;

/** The tags of a page, what stands in their attributes left out: it is quoted, and has no quotes itself. */
const tagsOf = (page: string): string =>
  (page.replaceAll(/="[^"]*"/g, "=Q").match(/<[^>]*>/g) ?? []).join("\n");

describe("names with tricks", () => {
  const tricks = `"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u0007' \`id\` $(id) ../..`;
  const hostile = {
    title: tricks,
    tasks: [task("first", { title: tricks, text: tricks, hints: [tricks] }), task(tricks, { title: tricks })],
    seats: async () => [{ seat: 1, lab: tricks, state: tricks, reason: tricks, token: tokenOf(1) }],
  };

  it.each([
    ["the seat's page", `${own}/`],
    ["the trainer's", `${trainers}/`],
    ["the hand-out", `${own}/hand-out`],
    ["all hand-outs", `${trainers}/hand-outs`],
  ])("are text in %s", async (_, path) => {
    for (const lab of [undefined, workshop().lab]) {
      const { get } = await serving({
        workshop: workshop({ ...hostile, ...(lab ? { lab } : { lab: async () => undefined }) }),
      });
      const page = await (await get(path)).text();
      expect(page).toContain("&lt;script&gt;alert(1)");
      expect(tagsOf(page)).not.toMatch(/<script(?! type=Q src=Q>)|<img|<style|\s(on\w+|style)=/i);
      expect(
        [...page.matchAll(/<script[^>]* src="([^"]*)"/g)].every(([, path]) =>
          /^assets\/\w+\.js$/.test(path ?? ""),
        ),
      ).toBe(true);
      expect(page).not.toMatch(/="\s*javascript:/i);
      expect([...page].filter((character) => ["\u202e", "\u0007"].includes(character))).toEqual([]);
      expect(page).not.toMatch(/(src|href|action)="(https?:)?\/\/(?!127\.0\.0\.1)/);
    }
  });

  it("are text in what pages are told", async () => {
    const { socket } = await serving({ workshop: workshop({ ...hostile, lab: async () => undefined }) });
    const page = socket(`${own}/live`);
    await expect
      .poll(() => page.told.find(({ type }) => type === "lab"))
      .toMatchObject({ absent: tricks, drawing: null });
  });
});

describe("a task's text", () => {
  it("is Markdown, below the page's own headings", () => {
    const { markup } = markdown("# Do\n\nSee `ip link`, and **look**:\n\n```\nip -d link\n```\n");
    expect(markup).toBe(
      "<h4>Do</h4>\n<p>See <code>ip link</code>, and <strong>look</strong>:</p>\n<pre><code>ip -d link\n</code></pre>\n",
    );
  });

  it.each([
    ["HTML", "<b onclick=x>a</b><iframe src=//evil>"],
    [
      "a script's link",
      "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) <javascript:alert(1)>",
    ],
    ["a link's title", '[a](http://x "\\" onmouseover=alert(1) x=\\"")'],
    ["a picture", "![a](http://evil.example/a.png)"],
    ["a language of code", '```"><script>alert(1)</script>\nx\n```'],
    ["an entity", "&lt;script&gt; &#x3c;script&#x3e;"],
  ])("makes no markup of %s", (_, text) => {
    const { markup } = markdown(text);
    expect(tagsOf(markup)).not.toMatch(/<(script|iframe|img|b|svg)\b|\son\w+=/i);
    expect(markup).not.toMatch(/(href|src)="(javascript|data|vbscript|file):/i);
  });

  it("leads to other sites without telling them where from", () => {
    expect(markdown("[RFC](https://www.rfc-editor.org)").markup).toContain(
      '<a href="https://www.rfc-editor.org" target="_blank" rel="noopener noreferrer">',
    );
  });
});

it("loads what it needs from the server alone", async () => {
  const { get } = await serving();
  const page = await (await get(`${own}/`)).text();
  const loaded = [...page.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(loaded).toEqual(["assets/page.css", "assets/seat.js"]);
  for (const path of loaded) {
    const asset = await get(`${own}/${path}`);
    expect([path, asset.status, asset.headers.get("content-type")]).toEqual([
      path,
      200,
      path.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8",
    ]);
    expect(await asset.text()).not.toMatch(/@import|url\((?!["']?data:)|\bimport\(|new Function\(/);
  }
});

it("has a hand-out with the link that people call it by, as text and as a QR code", async () => {
  const { get } = await serving({ url: "https://workshop.example:8443" });
  const one = await (await get(`${own}/hand-out`)).text();
  expect(one).toContain(`https://workshop.example:8443/seat/1/${tokenOf(1)}/`);
  expect(one).toMatch(/aria-label="QR code of the link"><svg/);
  expect(one).toContain("10.244.1.2");
  const all = await (await get(`${trainers}/hand-outs`)).text();
  expect(all.match(/<article class="sheet">/g)).toHaveLength(seats.length);
  // An element's name is there once in a page.
  const ids = [...all.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe("contrast (WCAG 2.2, 1.4.3)", () => {
  const [light = "", dark = ""] = theme.split("@media");
  const coloursOf = (text: string) =>
    new Map(
      [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]),
    );
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (a: string, b: string) => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
    return (high + 0.05) / (low + 0.05);
  };
  const pairs = [
    ...["text", "muted", "link", "good", "bad", "warn"].flatMap((ink) => [`${ink} panel`, `${ink} page`]),
    ...["good good-back", "bad bad-back", "warn warn-back", "plain plain-back", "text plain-back"],
    ...["panel link", "text inset", "muted inset", "link inset"],
  ];

  it.each([
    ["light", coloursOf(light)],
    ["dark", coloursOf(dark)],
  ])("is enough in the %s theme", (_, colours) => {
    const low = pairs.filter((pair) => {
      const [ink = "", back = ""] = pair.split(" ").map((name) => colours.get(name));
      return !(ratio(ink, back) >= 4.5);
    });
    expect(low).toEqual([]);
  });
});
