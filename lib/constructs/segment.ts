import type { Construct } from "constructs";
import { z } from "zod";
import type { SegmentDeclaration } from "../model/declaration.ts";
import { type Impairment, impairmentSchema } from "../model/impairment.ts";
import { type OptionSchemas, optionMisuses, optionsIn, wholeWithin } from "../model/options.ts";
import { largestMtu, smallestMtu } from "../model/problems/segments.ts";
import { Part } from "./part.ts";

/**
 * What a segment is like.
 *
 * @example
 * ```ts
 * const options: SegmentOptions = { mtu: 9000, impair: { delay: 10, loss: 0.5 } };
 * lab.segment("underlay", options);
 * ```
 */
export interface SegmentOptions {
  /**
   * Largest IP packet in bytes.
   * @default 1500
   */
  readonly mtu?: number;
  /**
   * Bits of the network part; hosts are numbered within what is left.
   * @default 26 (61 hosts)
   */
  readonly prefixLength?: number;
  /**
   * A network of one's own choosing, e.g. `10.1.0.0/24`.
   * @default - the next free network of the lab's block in 100.64.0.0/10
   */
  readonly cidr?: string;
  /**
   * How the segment is worse than a good wire, e.g. `{ delay: 10, rate: 100_000 }`: 10 ms and 100 Mbit/s, each
   * way. `underlay impair` changes it while the lab runs.
   * @default - a good wire
   */
  readonly impair?: Impairment;
}

export const segmentSchema = z
  .strictObject({
    mtu: wholeWithin({ min: smallestMtu, max: largestMtu }),
    prefixLength: z.int().min(22).max(29),
    cidr: z.string(),
    impair: impairmentSchema.meta({ docs: "model/impairment.ts#Impairment" }),
  } satisfies OptionSchemas<SegmentOptions>)
  .partial();
const known = Object.keys(segmentSchema.shape);

/**
 * An L2 network: hosts on it are neighbours. The machine itself has no address there.
 *
 * @example
 * ```ts
 * const racks: Segment[] = [1, 2, 3].map((rack) => lab.segment(`rack${rack}`));
 * lab.router("spine", { on: racks });
 * ```
 */
export class Segment extends Part {
  readonly #options: SegmentOptions;

  /** @internal */
  constructor(lab: Construct, name: string, options: SegmentOptions = {}) {
    super(lab, name);
    this.#options = optionsIn(options);
    this.misused(...optionMisuses("a segment", known, options));
  }

  /** @internal */
  declare(): SegmentDeclaration {
    const { mtu = 1500, prefixLength, cidr, impair } = this.#options;
    return { path: this.node.path, name: this.name, mtu, prefixLength, cidr, impairment: impair };
  }
}
