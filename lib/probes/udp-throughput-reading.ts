import { amount, plural, rate, significant } from "../figures/format.ts";
import type { Curve } from "./reading.ts";
import { soundOf, type UdpSearch } from "./udp-trials.ts";

/** How searches for UDP's throughput are read out. */

const limitTexts = {
  loss: "the next rate lost too much",
  sender: "the sender offers no more",
  range: "no higher rate was to be tried",
} as const;

/** `0.02 % lost, the next rate lost too much; 9 trials, n = 1`. */
export function searchesText(samples: readonly UdpSearch[]): string {
  const sound = soundOf(samples);
  const worst = Math.max(...sound.map(({ lossPercent }) => lossPercent));
  const limits = [...new Set(sound.map(({ limit }) => limitTexts[limit]))];
  const trials = samples.reduce((all, each) => all + each.trials.length, 0);
  return [
    ...(sound.length > 0 ? [`${amount(worst, "%")} lost`, ...limits] : []),
    plural(trials, "trial"),
    `n = ${sound.length}`,
    ...(samples.length > sound.length ? [`${samples.length - sound.length} failed`] : []),
  ].join(", ");
}

interface Searched {
  readonly from: string;
  readonly to: string;
  readonly maxLoss: number;
  readonly samples: readonly UdpSearch[];
}

/** Every trial by what it offered, as RFC 2544 (26.3) draws the frame loss rate. */
export const lossCurve = ({ from, to, maxLoss, samples }: Searched): Curve => {
  const trials = samples.flatMap(({ sample, trials }) => soundOf(trials).map((trial) => ({ sample, trial })));
  return {
    ...{ from, to, of: "Loss of UDP at the rates that were tried" },
    x: { title: "Offered load, Mbit/s", scale: "log" },
    y: { title: "Lost, %", scale: "linear" },
    lines: [
      {
        label: "trials",
        points: trials.map(({ trial }) => ({ x: trial.sentBitsPerSecond / 1e6, y: trial.lossPercent })),
      },
    ],
    isJoined: false,
    table: {
      headings: ["Trial", "Offered", "Arrived", "Lost"],
      rows: trials.map(({ sample, trial }) => [
        `${samples.length > 1 ? `search ${sample}, ` : ""}${significant(trial.rate)} Mbit/s`,
        rate(trial.sentBitsPerSecond),
        rate(trial.bitsPerSecond),
        `${amount(trial.lossPercent, "%")}${trial.lossPercent > maxLoss ? ", too much" : ""}`,
      ]),
    },
  };
};
