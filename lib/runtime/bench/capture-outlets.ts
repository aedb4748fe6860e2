import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, createWriteStream } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { PassThrough, type Writable } from "node:stream";
import { goesWith } from "../../model/installation.ts";
import { decodeArguments } from "../../probes/capture.ts";
import { liveCommand, packetLine } from "../../probes/capture-text.ts";
import { Engine, EngineError } from "../engine/engine.ts";
import type { LiveContext } from "./live-capture.ts";

/** Where the packets of a live capture go. */
export interface Outlet {
  /** Takes a pcap file as it grows. */
  readonly input: Writable;
  /** Settles when all is written, or its reader is gone. */
  readonly done: Promise<void>;
}

/** A pcap file, which is there from now on; or standard output, for `-`. Throws where it cannot be written. */
export async function fileOutlet(file: string): Promise<Outlet> {
  if (file === "-") return standardOutput();
  const input = createWriteStream(file);
  await once(input, "open").catch((error: Error) => {
    throw new Error(`the capture cannot be written: ${error.message}`);
  });
  return { input, done: closed(input) };
}

/** It stays open behind us: not all that is said there is the capture's. */
function standardOutput(): Outlet {
  const input = new PassThrough();
  process.stdout.once("error", (error) => input.destroy(error));
  input.pipe(process.stdout, { end: false });
  return { input, done: closed(input) };
}

/** Lines for people, each handed to `write`. */
export function textOutlet({ engine, lab, probeImage }: LiveContext, write: (line: string) => void): Outlet {
  const command = liveCommand(lab.mode.wire);
  const flags = ["--interactive", ...goesWith(lab)];
  const decoding = engine.attach(Engine.once(probeImage, command, { flags }));
  let said = "";
  decoding.stderr.on("data", (chunk: Buffer) => {
    said += String(chunk);
  });
  const lines = createInterface({ input: decoding.stdout });
  lines.on("line", (line) => write(packetLine(line)));
  const done = Promise.all([once(decoding, "close"), once(lines, "close")]).then(([[status]]) => {
    const reason = said.trim().split("\n").at(-1);
    if (status !== 0) throw new EngineError(`tshark ended with status ${status}: ${reason}`);
  });
  return { input: decoding.stdin, done };
}

/** Wireshark, which stays open when the capture has ended. */
export function wiresharkOutlet({ lab }: Pick<LiveContext, "lab">): Outlet {
  const window = spawn(requireWireshark(), ["-k", "-i", "-", ...decodeArguments(lab.mode.wire)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  window.unref();
  return { input: window.stdin, done: closed(window.stdin) };
}

/** Wireshark's path; throws with what else can be done where there is none. */
export function requireWireshark(): string {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const program = folders.map((folder) => join(folder, "wireshark")).find(isExecutable);
  if (program) return program;
  throw new Error(
    "there is no wireshark in PATH. Install it, or keep the packets with -w FILE and open that where Wireshark is.",
  );
}

/** Rejects for a disk that is full; a reader that is gone is no fault. */
const closed = (input: Writable): Promise<void> =>
  once(input, "close").then(
    () => undefined,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    },
  );

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
