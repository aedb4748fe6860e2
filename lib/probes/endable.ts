/**
 * A command that notes its process in a file of the machine it runs on, so that it can be told to end in order: what runs in
 * a container goes on when the `docker exec` that started it is killed.
 */
export const endable = (pidFile: string, command: readonly string[]): string[] => [
  ...["sh", "-c", 'echo $$ >"$0"; exec "$@"', pidFile],
  ...command,
];

/** Ends such a command by SIGINT, after which tools like ping and tcpdump print what they have. */
export const endCommand = (pidFile: string): string[] => [
  ...["sh", "-c", 'kill -INT "$(cat "$0")"; rm -f "$0"', pidFile],
];
