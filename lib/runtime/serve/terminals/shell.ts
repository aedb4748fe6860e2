import { randomBytes } from "node:crypto";

/** Tells the terminals of this server from those of one before it, which may have been killed and left its shells. */
const server = randomBytes(6).toString("hex");

/** In the environment of a terminal's shell, and of all that it starts. */
const variable = "UNDERLAY_TERMINAL";

const markOf = (id: string): string => `${server}-${id}`;

/** A shell as people know it: bash where there is one. */
export const shell = (id: string): string[] => [
  ...["env", `${variable}=${markOf(id)}`, "TERM=xterm-256color", "LANG=C.UTF-8", "PS1=\\h:\\w\\$ "],
  ...["sh", "-c", "cd 2>/dev/null; command -v bash >/dev/null && exec bash; exec sh"],
];

/** Engines let what they started go on when its connection ends. So a terminal is hung up as a modem's was: by SIGHUP to what has its mark. */
const hangUp = `for process in /proc/[0-9]*; do
mark=$(tr '\\0' '\\n' <"$process/environ" 2>/dev/null | sed -n 's/^${variable}=//p')
case $mark in $1) kill -s HUP "\${process#/proc/}" 2>/dev/null;; esac
done`;

/** Ends what a terminal started and is still there. */
export const endOf = (id: string): string[] => ["sh", "-c", hangUp, "sh", markOf(id)];

/** Ends what terminals of servers before this one left. */
export const endOfOthers: readonly string[] = [
  ...["sh", "-c", hangUp.replace("case $mark in $1)", `case $mark in ""|${server}-*) ;; *)`), "sh"],
];
