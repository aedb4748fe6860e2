import type { CommandLine, ExecOptions, Place, Running } from "../../probes/bench.ts";
import { explain, statusOf } from "../engine/engine.ts";
import { argsAt, type BenchContext } from "./context.ts";

/** Starts a command at a place that can be told to end in order: the name is that of the file that notes its process. */
export function start(
  context: BenchContext,
  at: Place,
  command: CommandLine,
  name: string,
  options: ExecOptions = {},
): Running {
  const { engine } = context;
  const pidFile = `/tmp/${name}.pid`;
  const args = argsAt(context, at, endable(pidFile, command));
  const process = engine.start(args, options);
  let [text, ended] = ["", false];
  process.stdout?.on("data", (chunk: Buffer) => {
    text += String(chunk);
  });
  const output = Promise.resolve(process)
    .finally(() => {
      ended = true;
    })
    .then((done) => {
      const { stdout, stderr } = done;
      text = stdout;
      return { stdout, stderr, exitCode: statusOf(done), ending: explain(args, done) };
    });
  // A caller that no longer waits for the command has failed for a reason of its own, so a rejection after that is ignored.
  output.catch(() => undefined);
  return {
    line: ["docker", ...args],
    get text() {
      return text;
    },
    get ended() {
      return ended;
    },
    output,
    async stop() {
      await engine.start(argsAt(context, at, endCommand(pidFile)), { limit: 10 });
      return output;
    },
  };
}

/**
 * A command that notes its process in a file of the machine it runs on: what runs in a container goes on when the
 * `docker exec` that started it is killed.
 */
const endable = (pidFile: string, command: CommandLine): string[] => [
  ...["sh", "-c", 'echo $$ >"$0"; exec "$@"', pidFile],
  ...command,
];

/** Ends such a command by SIGINT, after which tools like ping and tcpdump print what they have. */
const endCommand = (pidFile: string): string[] => [
  ...["sh", "-c", 'kill -INT "$(cat "$0")"; rm -f "$0"', pidFile],
];
