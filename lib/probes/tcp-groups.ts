import { count, plural } from "../figures/format.ts";
import type { Direction } from "./tcp-load.ts";

/** A number of TCP streams in one direction: what has samples, a median and a metric of its own. */
export interface TcpGroup {
  readonly streams: number;
  readonly direction: Direction;
}

/** In the order in which they are measured. */
export const groupsOf = ({
  streams,
  directions = ["forward"],
}: {
  readonly streams: readonly number[];
  /** None in labs that were deployed before there was a choice. */
  readonly directions?: readonly Direction[];
}): TcpGroup[] => directions.flatMap((direction) => streams.map((each) => ({ streams: each, direction })));

export const isOf =
  (group: TcpGroup) =>
  ({ streams, direction }: TcpGroup): boolean =>
    streams === group.streams && direction === group.direction;

/** `8`, `8 reverse`. */
export const short = ({ streams, direction }: TcpGroup): string =>
  count(streams) + (direction === "forward" ? "" : ` ${direction}`);

/** `8 streams`, `8 streams, reverse`. */
export const groupText = ({ streams, direction }: TcpGroup): string =>
  plural(streams, "stream") + (direction === "forward" ? "" : `, ${direction}`);
