import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { projectDir } from "../../lib/runtime/project.ts";
import { heldBack, lowContrast, press, screen, shows, tabTo, unheard, useBrowser } from "./browser.ts";
import { capture, expectCaptureSaid } from "./capturing.ts";
import { useServed } from "./served.ts";
import { inLab } from "./support.ts";

/** The pages of a workshop of two seats, in a real browser. */
const file = join(projectDir, "test/e2e/workshops/serve.yaml");
const labOf = (seat: number) => `lab-e2e-serve-${seat}`;
const { page: open, complaints } = useBrowser();
const served = useServed(file, [1, 2].map(labOf));

const own = (seat: number) => served.links.seats[seat - 1]?.link ?? "";
const out = async (seat: number, where: string, ...command: string[]) =>
  (await inLab(labOf(seat), where, command)).stdout;
describe("a seat's page", () => {
  it("is worked by the keyboard alone: a terminal, a check that is red and then green", async () => {
    const page = await open(own(1));
    await tabTo(page, /^Check/);
    await press(page, "Enter");
    const badge = page.locator('[data-task="device"] [data-verdict]');
    await expect.poll(() => badge.textContent()).toBe("✗ not yet");
    expect(await page.locator('[data-task="device"] .checks').textContent()).toContain(
      "there is a device left",
    );

    await tabTo(page, /^at$|host1 \(/);
    await tabTo(page, /^New terminal/);
    await press(page, "Enter");
    await shows(page, /root@host1.*#/);
    await page.keyboard.type("ip link add left type veth peer name right; echo made-$((6*7))\n");
    await shows(page, /made-42/);
    // Out of the terminal again, which takes the Tab key for itself.
    await press(page, "F6");
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("tab");
    await press(page, "Shift+Tab");
    expect(await page.evaluate("document.activeElement.closest('.screen') === null")).toBe(true);

    await page.locator('[data-task="device"] [data-check]').focus();
    await press(page, "Enter");
    await expect.poll(() => badge.textContent()).toBe("✓ solved");
    expect(await page.locator("#solved").textContent()).toBe("1 of 2 solved");
    await page.context().close();
  });

  it("has its terminal after a reload, which knows its size and ends with what it started", async () => {
    const page = await open(own(1));
    await shows(page, /made-42/);
    await page.locator(".xterm").click();
    await page.keyboard.type("stty size; sleep 4321 & nohup sleep 5432 >/dev/null 2>&1 &\n");
    await shows(page, /\n\d+ \d+\n/);
    const columnsIn = (text: string) => Number(/\n\d+ (\d+)\n/.exec(text)?.[1]);
    const before = columnsIn(await screen(page));
    await page.keyboard.type("clear\n");
    await page.setViewportSize({ width: 700, height: 900 });
    await expect
      .poll(async () => {
        await page.keyboard.type("clear; stty size\n");
        await delay(300);
        return columnsIn(`\n${await screen(page)}`);
      })
      .toSatisfy((columns: number) => columns < 100 && columns !== before);
    await page.getByRole("button", { name: "End this terminal" }).click();
    await expect.poll(() => page.locator("[role=tab]").count()).toBe(0);
    const processes = () => out(1, "host1", "ps", "axo", "args");
    await expect.poll(processes).not.toMatch(/sleep 4321|^bash$/m);
    await out(1, "host1", "pkill", "-f", "sleep 5432");
    await page.context().close();
  });

  it("shows what a terminal prints for ever, in pieces, and binary, and stays responsive", async () => {
    // In a low window a new terminal is out of sight, below the drawing of the lab.
    const page = await open(own(2), { viewport: { width: 1280, height: 500 } });
    await page.locator("#open select").selectOption("host1/client");
    await page.getByRole("button", { name: "New terminal" }).click();
    await shows(page, /client:.*#/);
    await page.keyboard.type("head -c 300000 /dev/urandom; printf '\\030\\033c'; yes 'it is red'\n");
    await shows(page, /it is red\nit is red/);
    const began = Date.now();
    await page.locator("#look").click();
    await press(page, "F6");
    await page.locator(".xterm").click();
    await press(page, "Control+c");
    await page.keyboard.type("reset; echo over-$((6*7))\n");
    await shows(page, /over-42/);
    expect(Date.now() - began).toBeLessThan(60_000);
    expect(await page.title()).toBe("Seat 2 · Pages <b>and</b> their labs");
    await page.context().close();
  });

  it("breaks its lab when it is told to, and sees it mended", async () => {
    const page = await open(own(2));
    const task = page.locator('[data-task="mend"]');
    await task.locator("summary").first().click();
    await task.getByRole("button", { name: "Break it" }).click();
    await expect.poll(async () => (await out(2, "host2", "ip", "-br", "link")).includes("DOWN")).toBe(true);
    await task.locator("[data-check]:enabled").click();
    await expect.poll(() => task.locator("[data-verdict]").textContent()).toBe("✗ not yet");
    await out(
      2,
      "host2",
      "sh",
      "-c",
      'ip link set "$(ip -o link | sed -n "s/^[0-9]*: \\(eth[0-9]*\\).*DOWN.*/\\1/p")" up',
    );
    await task.locator("[data-check]:enabled").click();
    await expect.poll(() => task.locator("[data-verdict]").textContent()).toBe("✓ solved");
    await page.context().close();
  });

  it("leaves open the task that was opened before the server spoke", async () => {
    const server = heldBack();
    const page = await open(own(2), {}, server.hold);
    const task = page.locator('[data-task="mend"]');
    await task.locator("summary").first().click();
    server.release();
    await expect.poll(() => page.locator("#solved").textContent()).toMatch(/of 2 solved/);
    expect(await task.getByRole("button", { name: "Break it" }).isVisible()).toBe(true);
    await page.context().close();
  });

  it("leaves a machine's gates open, and the keyboard where it is, when the lab is looked at again", async () => {
    const page = await open(own(2));
    await page.locator("#machines summary", { hasText: "host1" }).focus();
    await press(page, "Enter");
    const seen = async () => (await page.locator("#seen").textContent()) ?? "";
    const before = await seen();
    // It says when, to the second.
    await delay(1100);
    await page.evaluate("document.querySelector('#look').click()");
    await expect.poll(async () => /^seen at/.test(await seen()) && (await seen()) !== before).toBe(true);
    expect(await page.locator('#machines [data-machine="host1"]').getAttribute("open")).not.toBeNull();
    expect(await page.evaluate("document.activeElement.textContent")).toMatch(/^host1 dind/);
    await page.context().close();
  });

  it("is there several times at once, and comes back after the server was killed", async () => {
    const trainer = await open(served.links.trainer);
    const pages = await Promise.all([1, 1, 2, 2].map((seat) => open(own(seat))));
    const [page, besidePage, other] = pages;
    if (!page || !besidePage || !other) throw new Error("there are no pages");
    for (const each of pages) await expect.poll(() => each.locator("#drawing svg").count()).toBe(1);
    await expect.poll(() => trainer.locator("#summary").textContent()).toBe("2, 2 with an open page, 0 done");
    expect(await page.locator("#machines").textContent()).toMatch(/host1 dind ✓ ready/);

    await trainer.locator('[data-seat="2"] [data-message]').click();
    await trainer.keyboard.type("Look at <i>the</i> route\n");
    await expect.poll(() => other.locator("#notices").textContent()).toContain("Look at <i>the</i> route");
    expect(await page.locator("#notices").isVisible()).toBe(false);

    await page.getByRole("button", { name: "New terminal" }).click();
    for (const each of [page, besidePage]) await shows(each, /root@host1.*#/);
    await page.keyboard.type("sleep 6543 &\n");
    await expect.poll(() => out(1, "host1", "ps", "axo", "args")).toContain("sleep 6543");
    await served.server.kill("SIGKILL");
    await expect.poll(() => page.locator("#connection").textContent()).toContain("connection lost");
    await served.start();
    await expect.poll(() => page.locator("#connection").textContent()).toBe("connected");
    // Whichever of its pages was back first.
    for (const each of [page, besidePage]) await shows(each, /a new shell[\s\S]*root@host1.*#/);
    expect(await out(1, "host1", "ps", "axo", "args")).not.toContain("sleep 6543");
    await page.locator(".xterm").click();
    await page.keyboard.type("echo again-$((6*7))\n");
    await shows(page, /again-42/);
    // What was solved is known still.
    expect(await page.locator("#solved").textContent()).toBe("1 of 2 solved");
    await Promise.all([trainer, ...pages].map((each) => each.context().close()));
  });

  it("stays as it is when it captures, and says what came of that", async () => {
    const page = await open(own(2), {}, unheard);
    await page.locator('[data-task="device"] .hint summary').click();
    await capture(page, "icmp and");
    await expectCaptureSaid(page, /^tcpdump at host1 on underlay did not begin to listen: .*filter/);
    const saved = page.waitForEvent("download");
    await capture(page, "icmp");
    expect((await saved).suggestedFilename()).toBe("seat-2-host1-underlay.pcap");
    expect(await page.locator('[data-task="device"] .hint').getAttribute("open")).not.toBeNull();
    await page.context().close();
  });

  it("is made anew by the trainer, who is asked once more", async () => {
    await out(1, "host1", "touch", "/root/left-behind");
    const trainer = await open(served.links.trainer);
    const row = trainer.locator('[data-seat="1"]');
    await row.locator("[data-reset]").click();
    await press(trainer, "Escape");
    expect(await trainer.locator("#sure").isVisible()).toBe(false);
    await row.locator("[data-reset]").click();
    await tabTo(trainer, /^Make it anew/);
    await press(trainer, "Enter");
    await expect
      .poll(() => row.locator("[data-state]").textContent())
      .toMatch(/being made anew|seat 1|resetting/);
    await expect.poll(() => row.locator("[data-state]").textContent(), { timeout: 120_000 }).toBe("up");
    expect(await out(1, "host1", "ls", "/root")).not.toContain("left-behind");
    expect(await row.locator("[data-task]").first().textContent()).toBe("–");
    await trainer.context().close();
  });

  it("with a wrong token is nothing", async () => {
    const page = await open(own(1).replace(/.{5}\/$/, "wrong/"), {}, unheard);
    expect((await page.locator("body").textContent())?.trim()).toBe(
      "There is nothing here. Is the link whole?",
    );
    await page.context().close();
  });
});

describe("all pages", () => {
  it.each(["light", "dark"] as const)(
    "have contrast and room in the %s theme, wide and narrow",
    async (colorScheme) => {
      for (const width of [1600, 390])
        for (const url of [own(1), served.links.trainer, `${own(2)}hand-out`]) {
          const page = await open(url, { colorScheme, viewport: { width, height: 900 } });
          await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
          await delay(300);
          expect(await lowContrast(page), url).toEqual([]);
          const [inner, outer] = (await page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
          )) as [number, number];
          expect(inner, `${url} at ${width}`).toBeLessThanOrEqual(outer);
          await page.context().close();
        }
    },
  );

  it("said nothing in their consoles, and asked no other server", () => {
    // What is lost while the server restarts is what the restart is about.
    const lost =
      /ERR_CONNECTION_(REFUSED|RESET)|ERR_SOCKET_NOT_CONNECTED|ERR_EMPTY_RESPONSE|WebSocket connection to .* failed/;
    expect(complaints.filter((complaint) => !lost.test(complaint)).slice(0, 10)).toEqual([]);
  });
});

it("a capture is a pcap of what passes", async () => {
  // For as long as it takes until the capture has begun.
  const pinging = out(2, "client", "ping", "-i", "0.2", "-w", "60", "10.244.2.2");
  const answer = await fetch(`${own(2)}capture?at=host1%3Aunderlay&seconds=3&filter=udp+port+8472`);
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="seat-2-host1-underlay.pcap"');
  const bytes = Buffer.from(await answer.arrayBuffer());
  await out(2, "client", "killall", "-INT", "ping");
  await pinging;
  expect(bytes.readUInt32LE(0).toString(16)).toBe("a1b2c3d4");
  expect(bytes.length).toBeGreaterThan(200);
});
