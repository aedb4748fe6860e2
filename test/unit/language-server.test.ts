import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

/** The language server that editors run for YAML, with the schema that a lab's first line names. */
const project = join(import.meta.dirname, "../..");
const uri = pathToFileURL(join(project, "labs/lab-edited.yaml")).href;
const text = `# yaml-language-server: $schema=../docs/lab.schema.json
about: two hosts
slot: 99
segments:
  underlay: { mtu: 1500 }
hosts:
  host1: { on: underlay, workloads: client }
cni:
  flannel: 
probes:
  - ping: { from: client, to: server, count: 3 }
`;
let server: ChildProcess;
let connection: MessageConnection;
let diagnostics: Promise<{ message: string; range: { start: { line: number } } }[]>;

beforeAll(async () => {
  const program = join(project, "node_modules/yaml-language-server/bin/yaml-language-server");
  server = spawn(process.execPath, [program, "--stdio"]);
  if (!server.stdout || !server.stdin) throw new Error("the language server has no streams");
  connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  diagnostics = new Promise((resolve) => {
    connection.onNotification(
      "textDocument/publishDiagnostics",
      (sent: { diagnostics: Awaited<typeof diagnostics> }) => resolve(sent.diagnostics),
    );
  });
  connection.onRequest("workspace/configuration", () => [
    { validate: true, hover: true, completion: true },
    {},
    {},
    {},
  ]);
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(project).href,
    capabilities: {},
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 1, text },
  });
}, 60_000);

afterAll(() => {
  connection?.dispose();
  server?.kill();
});

const at = (needle: string, after = needle.length) => {
  const before = text.slice(0, text.indexOf(needle) + after);
  const lines = before.split("\n");
  return {
    textDocument: { uri },
    position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
  };
};

it("underlines what is out of range", async () => {
  const found = await diagnostics;
  expect(found.map(({ message, range }) => `${range.start.line + 1}: ${message}`).join("\n")).toMatch(
    /^3: .*63/m,
  );
}, 60_000);

it("says what a key is for", async () => {
  const hover: { contents: { value: string } } = await connection.sendRequest(
    "textDocument/hover",
    at("mtu", 1),
  );
  expect(hover.contents.value).toContain("Largest IP packet in bytes. Default: 1500.");
  const count: typeof hover = await connection.sendRequest("textDocument/hover", at("count", 1));
  expect(count.contents.value).toContain("Echo requests. Default: 20.");
}, 60_000);

it("offers flannel's backends", async () => {
  const { items }: { items: { label: string }[] } = await connection.sendRequest(
    "textDocument/completion",
    at("flannel: "),
  );
  expect(items.map(({ label }) => label)).toEqual(
    expect.arrayContaining(["vxlan", "host-gw", "udp", "wireguard"]),
  );
}, 60_000);
