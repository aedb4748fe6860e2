import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { Allowance } from "../../lib/runtime/serve/terminals/allowance.ts";
import { Scrollback } from "../../lib/runtime/serve/terminals/scrollback.ts";
import { Session } from "../../lib/runtime/serve/terminals/session.ts";
import { bounds } from "../../lib/runtime/serve/terminals/sessions.ts";
import { endOf, endOfOthers } from "../../lib/runtime/serve/terminals/shell.ts";
import type { Outlet } from "../../lib/runtime/serve/terminals/viewer.ts";
import { FakeTerminal, type PageSocket, serving, tokenOf, workshop } from "../fixtures/serving.ts";

const own = `/seat/1/${tokenOf(1)}`;
const terminalPath = (id: string, at = "host1", size = "columns=80&rows=24") =>
  `${own}/terminal?id=${id}&at=${encodeURIComponent(at)}&${size}`;
const text = ({ bytes }: PageSocket) => bytes.toString();
describe("a terminal", () => {
  it("passes on what is typed, what is printed, and its size", async () => {
    const { socket, terminals } = await serving();
    const page = socket(terminalPath("aaaaaaaa"));
    await expect.poll(() => page.told).toMatchObject([{ type: "clear" }]);
    const [terminal] = terminals;
    if (!terminal) throw new Error("there is no terminal");
    page.socket.send(Buffer.from("ls\r"));
    await expect.poll(() => String(terminal.typed.read() ?? "")).toBe("ls\r");
    terminal.prints.write(Buffer.from([0x61, 0x00, 0xff, 0x1b, 0x5b]));
    await expect.poll(() => [...page.bytes]).toEqual([0x61, 0x00, 0xff, 0x1b, 0x5b]);
    page.socket.send(JSON.stringify({ type: "size", columns: 132, rows: 50 }));
    await expect.poll(() => terminal.sizes).toEqual(["80x24", "132x50"]);
    terminal.prints.end();
    expect(await page.ended).toBe("4410 The shell ended with status 0.");
  });

  it("is the same after a reload, with what it printed", async () => {
    const { socket, terminals } = await serving();
    const page = socket(terminalPath("aaaaaaaa"));
    await expect.poll(() => page.told.length).toBe(1);
    terminals[0]?.prints.write("before\r\n");
    await expect.poll(() => text(page)).toBe("before\r\n");
    page.socket.terminate();
    terminals[0]?.prints.write("meanwhile\r\n");
    const again = socket(terminalPath("aaaaaaaa"));
    await expect.poll(() => text(again)).toBe("before\r\nmeanwhile\r\n");
    expect(again.told).toEqual(page.told);
    expect(terminals).toHaveLength(1);
  });

  it("belongs to its seat: another one's of that ID is another one", async () => {
    const { socket, terminals } = await serving();
    const page = socket(terminalPath("aaaaaaaa"));
    await expect.poll(() => page.told.length).toBe(1);
    terminals[0]?.prints.write("secret");
    const other = socket(terminalPath("aaaaaaaa").replace(own, `/seat/2/${tokenOf(2)}`));
    await expect.poll(() => other.told.length).toBe(1);
    expect(other.told).not.toEqual(page.told);
    expect([terminals.length, text(other)]).toEqual([2, ""]);
  });

  it("is ended when nobody comes back to it, and so is what it started", async () => {
    const { socket, ran, terminals } = await serving({ terminalPatience: 0.2 });
    const page = socket(terminalPath("aaaaaaaa", "host2/server"));
    await expect.poll(() => page.told.length).toBe(1);
    page.socket.terminate();
    await expect.poll(() => terminals[0]?.stream.destroyed).toBe(true);
    expect(ran).toEqual([`host2/server: ${endOfOthers.at(-1)}`, `host2/server: ${endOf("aaaaaaaa").at(-1)}`]);
  });

  it.each([
    ["no place of the lab", terminalPath("aaaaaaaa", "host9"), "4409 There is no such place in this lab."],
    [
      "a container's name",
      terminalPath("aaaaaaaa", "lab-demo-host1"),
      "4409 There is no such place in this lab.",
    ],
    ["a path", terminalPath("aaaaaaaa", "../host1"), "4409 There is no such place in this lab."],
    ["a shell's word", terminalPath("$(id)"), "4400 this is no terminal"],
    ["no size", terminalPath("aaaaaaaa", "host1", "columns=0&rows=1e9"), "4400 this is no terminal"],
  ])("is none at %s", async (_, path, ended) => {
    const { socket, terminals } = await serving();
    expect(await socket(path).ended).toBe(ended);
    expect(terminals).toEqual([]);
  });

  it("is refused beyond a bound, and room is made by ending one", async () => {
    const { socket, terminals, post } = await serving();
    const ids = Array.from({ length: bounds.perSeat }, (_, index) => `terminal${index}`);
    const pages = ids.map((id) => socket(terminalPath(id)));
    await expect.poll(() => pages.every(({ told }) => told.length === 1)).toBe(true);
    const refused = "4409 There are 8 terminals already. Close one first.";
    const more = Array.from({ length: 20 }, (_, index) =>
      socket(terminalPath(`too-many${index}`.replace("-", ""))),
    );
    expect(new Set(await Promise.all(more.map(({ ended }) => ended)))).toEqual(new Set([refused]));
    expect(terminals).toHaveLength(bounds.perSeat);
    expect((await post(`${own}/end/terminal0`)).status).toBe(204);
    const next = socket(terminalPath("oneagain"));
    await expect.poll(() => next.told.length).toBe(1);
  });

  it("is there no more when its seat is made anew", async () => {
    const { socket, post, terminals } = await serving({ workshop: workshop() });
    const page = socket(terminalPath("aaaaaaaa"));
    await expect.poll(() => page.told.length).toBe(1);
    await post("/trainer/token-of-the-trainer/reset", { seat: "1" });
    expect(await page.ended).toMatch(/^4410/);
    expect(terminals[0]?.stream.destroyed).toBe(true);
  });

  it("keeps nobody from making its seat anew whose machine does not end it", async () => {
    const { labs } = await serving();
    const reset = vi.fn(async () => undefined);
    const { socket, post } = await serving({
      labs: {
        ...labs,
        run: async (_, __, command) => {
          if (command.at(-1) === endOf("aaaaaaaa").at(-1)) await new Promise(() => undefined);
        },
      },
      workshop: workshop({ reset }),
    });
    const page = socket(terminalPath("aaaaaaaa"));
    await expect.poll(() => page.told).toMatchObject([{ type: "clear" }]);
    await post("/trainer/token-of-the-trainer/reset", { seat: "1" });
    await expect.poll(() => reset.mock.calls).toHaveLength(1);
  });

  it("comes back when the server was restarted", async () => {
    const { socket, served, terminals } = await serving();
    const page = socket(terminalPath("aaaaaaaa"));
    await expect.poll(() => page.told.length).toBe(1);
    void served.close();
    expect(await page.ended).toBe("1012 the server restarts");
    await expect.poll(() => terminals[0]?.stream.destroyed).toBe(true);
  });

  it("that prints for ever waits for a page that shows nothing, and goes on with it", async () => {
    const { socket, terminals } = await serving();
    const page = socket(terminalPath("aaaaaaaa"));
    await expect.poll(() => page.told.length).toBe(1);
    const line = Buffer.alloc(16_384, "y\r\n");
    let printed = 0;
    const timer = setInterval(() => {
      while (terminals[0]?.prints.write(line)) printed += line.length;
    }, 1);
    await expect.poll(() => page.bytes.length).toBeGreaterThan(256 * 1024);
    const settled = async () => {
      const before = page.bytes.length;
      await delay(300);
      return page.bytes.length === before;
    };
    await expect.poll(settled).toBe(true);
    const stuck = page.bytes.length;
    expect(stuck).toBeLessThan(512 * 1024);
    expect(printed).toBeLessThan(1024 * 1024);
    page.socket.send(JSON.stringify({ type: "shown", bytes: stuck }));
    await expect.poll(() => page.bytes.length).toBeGreaterThan(stuck);
    clearInterval(timer);
  });
});

/** A page whose answers the test gives. */
class SlowPage implements Outlet {
  waiting = 0;
  bytes = 0;
  cleared = 0;
  send(part: Buffer): void {
    this.bytes += part.length;
  }
  tell({ type }: { type: string }): void {
    if (type === "clear") this.cleared += 1;
  }
}

describe("several pages with one terminal", () => {
  const part = Buffer.alloc(128 * 1024, "x\n");

  it("do not wait for the slowest, which is shown the end of it once it has caught up", async () => {
    const terminal = new FakeTerminal();
    const session = new Session(terminal, () => undefined);
    const [slow, quick] = [new SlowPage(), new SlowPage()];
    const [slowViewer, quickViewer] = [session.join(slow), session.join(quick)];
    for (let parts = 0; parts < 8; parts += 1) {
      terminal.prints.write(part);
      await expect.poll(() => quick.bytes).toBe((parts + 1) * part.length);
      session.shown(quickViewer, part.length);
    }
    expect(slow.bytes).toBe(3 * part.length);
    session.shown(slowViewer, 3 * part.length);
    expect(slow.cleared).toBe(2);
    expect(slow.bytes).toBeLessThanOrEqual(6 * part.length);
    session.close();
  });

  it("are hung up on by none that says it shows more than it reads", async () => {
    const terminal = new FakeTerminal();
    const session = new Session(terminal, () => undefined);
    const liar = new SlowPage();
    const viewer = session.join(liar);
    liar.waiting = 10_000_000;
    session.shown(viewer, 1_000_000_000);
    terminal.prints.write(part);
    await delay(50);
    terminal.prints.write(part);
    await delay(50);
    expect(liar.bytes).toBe(0);
    session.close();
  });
});

describe("what is kept of a terminal", () => {
  it("is its end, from a whole line on", () => {
    const scrollback = new Scrollback(20);
    scrollback.push(Buffer.from("first\n"));
    expect(scrollback.all().toString()).toBe("first\n");
    for (const line of ["\u001b[31msecond\n", "third\n", "fourth\n", "fifth\n"])
      scrollback.push(Buffer.from(line));
    expect(scrollback.all().toString()).toBe("third\nfourth\nfifth\n");
    scrollback.push(Buffer.from(`${"x".repeat(50)}\nend`));
    expect(scrollback.all().toString()).toBe("end");
  });

  it("comes as fast as it may", () => {
    let now = 0;
    const allowance = new Allowance(() => now);
    allowance.take(1500, 1000);
    expect(allowance.wait(1000)).toBe(1500);
    now = 1500;
    expect(allowance.wait(1000)).toBe(0);
    now = 100_000;
    allowance.take(1000, 1000);
    expect(allowance.wait(1000)).toBe(0);
    allowance.take(500, 1000);
    expect(allowance.wait(1000)).toBe(500);
  });

  it("comes on when the clock is set back", () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const allowance = new Allowance();
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(allowance.wait(1000)).toBe(0);
    vi.useRealTimers();
  });
});
