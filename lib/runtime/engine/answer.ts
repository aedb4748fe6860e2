import type { Engine } from "./engine.ts";

/** Seconds in which an engine answers that is at work: with 24 labs coming up at once it has been seen to take over 10. */
export const patience = 60;

/** The version of an engine that answers, or why none does, in the client's words. */
export type Answer = { readonly version: string } | { readonly silence: string };

export async function answerOf(engine: Engine, limit = patience): Promise<Answer> {
  const asked = await engine.start(["version", "--format", "{{.Server.Version}}"], { limit });
  if (asked.exitCode === 0) return { version: asked.stdout.trim() };
  return { silence: asked.stderr.trim().split("\n").at(-1) || `it has said nothing for ${limit} s` };
}
