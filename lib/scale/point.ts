import type { CalicoMode } from "../cni/calico/mode.ts";
import { fullMesh } from "../cni/calico/modes/full-mesh.ts";
import { routeReflector } from "../cni/calico/modes/route-reflector.ts";
import { LabError, type Problem } from "../model/errors.ts";
import { unknownName } from "../model/names.ts";

/** The modes that are compared; hosts are many, so their pool has a /24 for each of 4,096. */
const options = { pool: "10.240.0.0/12" };
export const scaleModes: readonly CalicoMode[] = [fullMesh(options), routeReflector(options)];
export const modeNames = scaleModes.map(({ name }) => name);

/** Linux gives a bridge 1,023 ports. */
const mostHosts = 1000;
const mostRepeats = 100;

/** What is asked of `underlay scale bgp`. */
export interface ScaleRequest {
  readonly modes: readonly string[];
  readonly hosts: readonly number[];
  readonly repeat: number;
}

/** One measurement: so many hosts in this mode, for the repeat-th time. */
export interface ScalePoint {
  readonly mode: string;
  readonly hosts: number;
  readonly repeat: number;
}

/** Every measurement in order; modes take turns, so that a busy minute of the machine falls on all of them. */
export function pointsOf({ modes, hosts, repeat }: ScaleRequest): ScalePoint[] {
  const repeats = Array.from({ length: repeat }, (_, index) => index + 1);
  return hosts.flatMap((count) =>
    repeats.flatMap((number) => modes.map((mode) => ({ mode, hosts: count, repeat: number }))),
  );
}

/** As typed: lists have commas between. */
export interface AskedScale {
  readonly modes: string;
  readonly hosts: string;
  readonly repeat: string;
}

/** What was typed as a request; throws a LabError with everything that is wrong with it. */
export function readRequest(asked: AskedScale): ScaleRequest {
  const [modes, hosts] = [listOf(asked.modes), listOf(asked.hosts)];
  const repeat = Number(asked.repeat);
  const messages = [
    ...modes.filter((mode) => !modeNames.includes(mode)).map(unknownMode),
    ...repeated("mode", modes),
    ...hosts
      .filter((count) => !isWhole(Number(count), 2, mostHosts))
      .map(
        (count) =>
          `"${count}" is not a number of hosts that can be measured. Use whole numbers from 2 to ${mostHosts}.`,
      ),
    ...repeated("number of hosts", hosts),
    ...(isWhole(repeat, 1, mostRepeats)
      ? []
      : [
          `Points cannot be measured "${asked.repeat}" times. Use a whole number from 1 to ${mostRepeats} with --repeat.`,
        ]),
  ];
  const problems = messages.map((message): Problem => ({ path: "scale bgp", message }));
  if (problems.length > 0) throw new LabError(problems);
  return { modes, hosts: hosts.map(Number), repeat };
}

const listOf = (text: string): string[] => text.split(",").map((word) => word.trim());

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && least <= value && value <= most;

const unknownMode = (mode: string): string =>
  unknownName(`There is no mode "${mode}" to scale`, mode, modeNames);

const repeated = (what: string, values: readonly string[]): string[] =>
  [...new Set(values.filter((value, index) => values.indexOf(value) !== index))].map(
    (value) => `The ${what} ${value} is asked for twice. Name it once; --repeat measures it again.`,
  );
