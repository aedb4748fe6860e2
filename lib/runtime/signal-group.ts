/** Signals a process that leads a group, and all in the group; nothing where they have just ended. */
export function signalGroup(pid: number | undefined, signal: "SIGINT" | "SIGKILL"): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if (Object(error).code !== "ESRCH") throw error;
  }
}
