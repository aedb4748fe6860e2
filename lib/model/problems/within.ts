/** True for a whole number in a range, both ends included; false for all else that untyped code may give. */
export function within(value: unknown, min: number, max: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && min <= value && value <= max;
}
