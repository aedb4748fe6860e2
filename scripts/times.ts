import { InvalidArgumentError } from "commander";

const units = { m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** Reads a moment, for commander: so long ago (`90m`, `12h`, `7d`, `4w`), or a date (`2026-11-20`, in UTC, or with a time of day). */
export const moment =
  (now: () => Date = () => new Date()) =>
  (text: string): Date => {
    const [, digits, unit] = /^(\d+)([mhdw])$/.exec(text) ?? [];
    if (unit !== undefined)
      return new Date(now().getTime() - Number(digits) * units[unit as keyof typeof units] * 1000);
    const date = new Date(text);
    if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date;
    throw new InvalidArgumentError("Use a time ago, e.g. 12h, 7d, 4w, or a date, e.g. 2026-11-20.");
  };
