import { InvalidArgumentError } from "commander";

/** Reads a share, for commander: `5%` or `0.05` as 0.05. Percent may be left out from 1 on. */
export function share(min: number, max: number): (text: string) => number {
  return (text) => {
    const [, digits, sign] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text) ?? [];
    const number = Number(digits);
    const value = sign === "%" || number >= 1 ? number / 100 : number;
    if (min <= value && value <= max) return value;
    throw new InvalidArgumentError(`Use a share from ${min * 100}% to ${max * 100}%.`);
  };
}

/** Reads a time, for commander: `90s`, `10m` or `1h`, in seconds. */
export function seconds(min: number, max: number): (text: string) => number {
  return (text) => {
    const [, digits, unit = ""] = /^(\d+)([smh])$/.exec(text) ?? [];
    const value = Number(digits) * ({ s: 1, m: 60, h: 3600 }[unit] ?? Number.NaN);
    if (min <= value && value <= max) return value;
    throw new InvalidArgumentError(`Use a time from ${min}s to ${max / 3600}h, e.g. 90s, 10m.`);
  };
}
