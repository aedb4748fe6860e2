import { afterEach, expect, it, vi } from "vitest";
import { withCleanUp } from "../../lib/runtime/with-clean-up.ts";

const fails = (message: string) => () => Promise.reject(new Error(message));
const works = async () => "done";
afterEach(() => void vi.restoreAllMocks());

it("cleans up behind work that went well, and behind work that failed", async () => {
  const cleaned = vi.fn(works);
  expect(await withCleanUp(works, cleaned)).toBe("done");
  await expect(withCleanUp(fails("the work failed"), cleaned)).rejects.toThrow("the work failed");
  expect(cleaned).toHaveBeenCalledTimes(2);
});

it("throws what the clean-up failed of, but not in the place of what the work did", async () => {
  await expect(withCleanUp(works, fails("it is stuck"))).rejects.toThrow("it is stuck");
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await expect(withCleanUp(fails("the work failed"), fails("it is stuck"))).rejects.toThrow(
    "the work failed",
  );
  expect(said).toHaveBeenCalledWith("error: it is stuck\n");
});
