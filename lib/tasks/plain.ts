import { z } from "zod";
import { withoutControls } from "../figures/plain-text.ts";

/** Text that moves no terminal's cursor and turns no text around, of so many characters at most. */
export const text = (most: number) =>
  z
    .string()
    .min(1, { error: "There is no text here. Write some." })
    .max(most, { error: `This text is too long. Use ${most} characters at most.` })
    .refine((given) => withoutControls(given) === given, {
      error: "There is a control character in this text. Remove it.",
    });

export const line = (most: number) =>
  text(most).refine((given) => !/[\n\r]/.test(given), { error: "This is more than one line. Use one." });
