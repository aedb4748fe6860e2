import { describe, expect, it } from "vitest";
import { describeImpairment, impairmentComplaints, impairmentFeatures } from "../../lib/model/impairment.ts";

describe("an impairment", () => {
  it("is complained about with its range and unit", () => {
    expect(impairmentComplaints({ delay: 10, jitter: 2, loss: 0.5, rate: 100_000 })).toEqual([]);
    expect(impairmentComplaints({ delay: -1, loss: 101, rate: 1, corrupt: Number.NaN })).toEqual([
      "Impairment delay -1 is out of range. Use a number from 0 to 60000, in ms.",
      "Impairment loss 101 is out of range. Use a number from 0 to 100, in percent.",
      "Impairment rate 1 is out of range. Use a number from 8 to 100000000, in kbit/s.",
      "Impairment corrupt NaN is out of range. Use a number from 0 to 100, in percent.",
    ]);
  });

  it("that only varies a delay needs one", () => {
    expect(impairmentComplaints({ jitter: 2 })).toEqual([
      "Impairment jitter 2 has no effect without delay. Give delay as well.",
    ]);
    expect(impairmentComplaints({ reorder: 5, delay: 0 })).toHaveLength(1);
    expect(impairmentComplaints({ jitter: 0 })).toEqual([]);
  });

  it("takes netem, unless a rate is all that is asked", () => {
    expect(impairmentFeatures(null)).toEqual([]);
    expect(impairmentFeatures({ delay: 0 })).toEqual([]);
    expect(impairmentFeatures({ rate: 1000 })).toEqual(["kernel:tbf"]);
    expect(impairmentFeatures({ rate: 1000, loss: 1 })).toEqual(["kernel:netem"]);
  });

  it("is said with units", () => {
    expect(describeImpairment({ rate: 1000, delay: 10 })).toBe("delay 10 ms, rate 1000 kbit/s");
    expect(describeImpairment({})).toBe("none");
    expect(describeImpairment(null)).toBe("none");
  });
});
