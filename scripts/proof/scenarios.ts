/** Two labs that are measured in turns, equal but for what is said here. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** By how much the second is slower, as a fraction: its links are limited to less (tc-tbf(8)). */
  readonly slower: number;
  /** kbit/s that the links of the first carry; null for all that the machine can. */
  readonly rate: number | null;
  /** Two more labs measure their own throughput meanwhile, without pause. */
  readonly beside: boolean;
  /** So many pairs of such labs are measured at the same time, each by itself: they are what disturbs each other. @default 1 */
  readonly pairs?: number;
}

/** The most pairs of any scenario: so many labs are brought up. */
export const mostPairs = 3;

const limit = 1_000_000;

export const scenarios: readonly Scenario[] = [
  { name: "equal", title: "equal", slower: 0, rate: null, beside: false },
  { name: "equal-limited", title: "equal, 1 Gbit/s", slower: 0, rate: limit, beside: false },
  {
    ...{ name: "equal-limited-three", title: "equal, 1 Gbit/s, three pairs at once" },
    ...{ slower: 0, rate: limit, beside: false, pairs: mostPairs },
  },
  { name: "slower-5", title: "5 % slower", slower: 0.05, rate: limit, beside: false },
  { name: "slower-10", title: "10 % slower", slower: 0.1, rate: limit, beside: false },
  { name: "equal-beside", title: "equal, two labs at work beside", slower: 0, rate: null, beside: true },
  {
    ...{ name: "slower-5-beside", title: "5 % slower, two labs at work beside" },
    ...{ slower: 0.05, rate: limit, beside: true },
  },
];
