import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between an answer of undefined and the next look: as many as the look took, so that waiting leaves time to what is waited for. */
const [least, most] = [200, 1000];

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
    const began = performance.now();
    const found = await look();
    const now = performance.now();
    if (found !== undefined || now > deadline) return found;
    await delay(Math.min(Math.max(least, now - began), most));
  }
}
