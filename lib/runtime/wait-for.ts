import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between an answer of undefined and the next look. */
const every = 200;

/**
 * What `look` finds within so many seconds; undefined when the time is over before it finds anything. It is asked once at
 * least. Any other answer than undefined, false too, ends the wait, and so does an error.
 */
export async function waitFor<T>(
  seconds: number,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > deadline) return found;
    await delay(every);
  }
}
