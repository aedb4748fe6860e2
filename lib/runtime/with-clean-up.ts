import { messageOf } from "../model/errors.ts";
import { say } from "./terminal.ts";

/** What `work` comes to, with `cleanUp` behind it whatever that is. Where both fail, the work's error is thrown and the other is said. */
export async function withCleanUp<T>(work: () => Promise<T>, cleanUp: () => Promise<unknown>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await cleanUp().catch((other: unknown) => say(`error: ${messageOf(other)}`));
    throw error;
  }
  await cleanUp();
  return result;
}
