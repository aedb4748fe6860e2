import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Engine } from "../../lib/runtime/engine/engine.ts";
import { openTerminal } from "../../lib/runtime/engine/terminal.ts";

/** An engine's exec API (Docker Engine API v1.41), as far as terminals ask it. */
const folder = mkdtempSync(join(tmpdir(), "underlay-engine-"));
const socket = join(folder, "engine.sock");
const engine = new Engine({ engineHost: `unix://${socket}` });
const asked: string[] = [];
/** How often a size is refused yet, as before the process runs. */
let early = 0;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

const server = createServer((request, response) => void answer(request, response));
async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  asked.push(`${request.method} ${request.url} ${await bodyOf(request)}`.trim());
  const reply = (status: number, value: object) => response.writeHead(status).end(JSON.stringify(value));
  if (request.url?.startsWith("/containers/gone/")) return reply(404, { message: "No such container: gone" });
  if (request.url?.startsWith("/containers/")) return reply(201, { Id: "abc123" });
  if (request.url?.includes("/resize")) {
    early -= 1;
    return early >= 0 ? reply(409, { message: "not running" }) : response.writeHead(201).end();
  }
  return reply(200, { Running: false, ExitCode: 3 });
}
server.on("upgrade", (request, stream) => {
  asked.push(`${request.method} ${request.url} ${request.headers.upgrade}`);
  // What comes with the first packet is the command's already.
  stream.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello ");
  stream.on("data", (bytes: Buffer) => {
    if (bytes.includes("exit")) stream.end("bye");
  });
});
beforeAll(async () => {
  server.listen(socket);
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

it("runs a command of a workload by the host contract, with a size once it runs", async () => {
  early = 2;
  const terminal = await openTerminal(engine, "lab-x-host1", ["sh"], "web", { columns: 80, rows: 24 });
  await terminal.resize({ columns: 132, rows: 50 });
  terminal.stream.write("exit\n");
  let printed = "";
  for await (const part of terminal.stream) printed += String(part);
  expect(printed).toBe("hello bye");
  expect(await terminal.exitCode()).toBe(3);
  expect(asked).toEqual([
    `POST /containers/lab-x-host1/exec ${JSON.stringify({
      ...{ AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true },
      Cmd: ["underlay-exec", "--terminal", "--workload", "web", "sh"],
    })}`,
    "POST /exec/abc123/start tcp",
    ...Array(3).fill("POST /exec/abc123/resize?h=24&w=80"),
    "POST /exec/abc123/resize?h=50&w=132",
    "GET /exec/abc123/json",
  ]);
});

it("says why there is none, in the engine's words", async () => {
  const size = { columns: 80, rows: 24 };
  await expect(openTerminal(engine, "gone", ["sh"], undefined, size)).rejects.toThrow(
    "the engine's API (/containers/gone/exec): No such container: gone",
  );
  const nowhere = new Engine({ engineHost: `unix://${folder}/none.sock` });
  await expect(openTerminal(nowhere, "x", ["sh"], undefined, size)).rejects.toThrow(/ENOENT.*none\.sock/);
});
