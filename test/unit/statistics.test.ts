import { expect, test } from "vitest";
import { describe } from "../../lib/figures/statistics.ts";

test("an odd number of samples has its middle one as median", () => {
  expect(describe([3, 1, 2], 0)).toEqual({
    n: 3,
    failed: 0,
    median: 2,
    mean: 2,
    standardDeviation: 1,
    min: 1,
    max: 3,
  });
});

test("an even number of samples has the mean of its two middle ones as median", () => {
  expect(describe([10, 1, 2, 5], 0)).toMatchObject({ n: 4, median: 3.5, mean: 4.5, min: 1, max: 10 });
});

test("one sample has no standard deviation", () => {
  expect(describe([7], 0)).toEqual({
    n: 1,
    failed: 0,
    median: 7,
    mean: 7,
    standardDeviation: null,
    min: 7,
    max: 7,
  });
});

test("no sample gives nulls, not zeros", () => {
  expect(describe([], 3)).toEqual({
    n: 0,
    failed: 3,
    median: null,
    mean: null,
    standardDeviation: null,
    min: null,
    max: null,
  });
});

test("failed samples are counted and change no figure", () => {
  expect(describe([1, 2, 3], 2)).toEqual({ ...describe([1, 2, 3], 0), failed: 2 });
});

test("a measured zero is a figure", () => {
  expect(describe([0, 0], 0)).toMatchObject({ n: 2, median: 0, mean: 0, standardDeviation: 0 });
});

test("equal bit rates deviate by nothing", () => {
  expect(describe([10_512_345_678, 10_512_345_678, 10_512_345_678], 0).standardDeviation).toBe(0);
});

test("numbers are ordered as numbers and the caller's array stays as it was", () => {
  const values = [100, 9, 20];
  expect(describe(values, 0)).toMatchObject({ median: 20, min: 9, max: 100 });
  expect(values).toEqual([100, 9, 20]);
});
