export function within(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && min <= value && value <= max;
}
