import { request } from "node:http";
import { connect, type NetConnectOpts } from "node:net";
import { Duplex } from "node:stream";
import { parseJson } from "../../model/json.ts";
import { type Engine, EngineError } from "./engine.ts";

/**
 * A connection to the engine's API: its socket where that is on this machine, else the docker command's own way (`ssh://`, TLS), which costs a process for
 * each.
 */
function connectTo(engine: Engine): Duplex {
  const address = /^unix:\/\/(\/.*)$/.exec(engine.environment.DOCKER_HOST ?? "")?.[1];
  if (address !== undefined) return connect({ path: address } satisfies NetConnectOpts);
  const dialled = engine.attach(["system", "dial-stdio"]);
  const stream = Duplex.from({ readable: dialled.stdout, writable: dialled.stdin });
  dialled.on("error", (error) => stream.destroy(error));
  dialled.on("close", () => stream.destroy());
  stream.on("close", () => dialled.kill());
  return stream;
}

/** Seconds in which an engine answers that is at work. */
const patience = 60;

/** Asks the engine's API; what it answers, parsed. Throws an EngineError with the engine's own words. */
export async function ask(
  engine: Engine,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<unknown> {
  const { answer } = await exchange(engine, method, path, body, false);
  return answer;
}

/** The same for what becomes a stream of bytes in both directions. */
export async function hijack(engine: Engine, path: string, body: object): Promise<Duplex> {
  const { stream } = await exchange(engine, "POST", path, body, true);
  if (!stream) throw new EngineError(`the engine answers ${path} without a stream`);
  return stream;
}

interface Exchanged {
  readonly answer: unknown;
  readonly stream?: Duplex;
}

function exchange(
  engine: Engine,
  method: string,
  path: string,
  body: object | undefined,
  upgrade: boolean,
): Promise<Exchanged> {
  const content = body === undefined ? "" : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const connection = connectTo(engine);
    const fail = (reason: string) => {
      connection.destroy();
      reject(new EngineError(`the engine's API (${path}): ${reason}`));
    };
    const timer = setTimeout(() => fail(`it has said nothing for ${patience} s`), patience * 1000);
    const settle = (exchanged: Exchanged) => {
      clearTimeout(timer);
      resolve(exchanged);
    };
    const asked = request({
      ...{ method, path, createConnection: () => connection, host: "engine" },
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        "Content-Length": Buffer.byteLength(content),
        ...(upgrade ? { Connection: "Upgrade", Upgrade: "tcp" } : {}),
      },
    });
    asked.on("error", (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    asked.on("upgrade", (_, stream, head) => {
      if (head.length > 0) stream.unshift(head);
      settle({ answer: undefined, stream });
    });
    asked.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => {
        connection.destroy();
        const answer = parseJson(text);
        if ((response.statusCode ?? 500) < 300) return settle({ answer });
        clearTimeout(timer);
        fail(String(Object(answer).message ?? text.trim()));
      });
    });
    asked.end(content);
  });
}
