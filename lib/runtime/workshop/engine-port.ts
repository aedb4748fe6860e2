import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import type { Seat, WorkshopRecord } from "../../workshop/seat.ts";
import { deploy } from "../deploy/deploy.ts";
import { destroy } from "../deploy/destroy.ts";
import type { Progress } from "../deploy/progress.ts";
import { answerOf } from "../engine/answer.ts";
import { Engine } from "../engine/engine.ts";
import { keepingLabLocks, stateFile, withLabLocks } from "../labs/labs.ts";
import type { SeatPort } from "./bring-up.ts";
import { unpause } from "./machines.ts";
import { forgetSeat, isUp, readSeat, seatToken, writeSeat } from "./store.ts";

/** A synthesised lab and the folder with its stack. */
export interface SeatLab {
  readonly lab: LabSpec;
  readonly stack: string;
}

export interface EnginePortOptions {
  /** Whose seats they are. */
  readonly workshop: Pick<WorkshopRecord, "id" | "since">;
  readonly installation: Installation;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Throws for a seat whose lab was not synthesised. */
  readonly labOf: (seat: Seat) => SeatLab;
}

/** Seats on the engine that set-up found. */
export function enginePort(options: EnginePortOptions): SeatPort {
  const { workshop, installation, progress, signal, labOf } = options;
  /** A seat of another engine is left to a program that reaches that one. */
  const reach = ({ engine, seat }: Seat) => {
    if (engine !== installation.engineHost)
      throw new Error(
        `Seat ${seat} is on the engine ${engine}, but this project is set up for ${installation.engineHost}. Run "npx underlay setup" with DOCKER_HOST=${engine}, then this again.`,
      );
  };
  return {
    hold: (seat, what, work) =>
      keepingLabLocks(async () => {
        await withLabLocks([seat.lab], what, async () => undefined);
        return work();
      }),
    record: ({ seat }) => readSeat(workshop, seat),
    deploy: async (seat) => {
      reach(seat);
      const { lab, stack } = labOf(seat);
      if (existsSync(stateFile(seat.lab))) await unpause(seat.lab, installation);
      // A deploy moves the stack away, and this may be called again.
      const copy = await mkdtemp(`${stack}-`);
      try {
        await cp(stack, copy, { recursive: true, verbatimSymlinks: true });
        // The machine was looked at before anything was made: seats are alike.
        await deploy(lab, { stack: copy, installation, progress, signal, preflight: { machine: false } });
      } finally {
        await rm(copy, { recursive: true, force: true });
      }
    },
    destroy: async (seat) => {
      reach(seat);
      await destroy(seat.lab, installation);
    },
    awaitEngine: async (seat) => {
      reach(seat);
      const answer = await answerOf(new Engine(installation));
      // Then nothing was removed of the seat, and the engine brings back what is there of it.
      if ("silence" in answer)
        throw new Error(`No engine answers at ${installation.engineHost} (${answer.silence}).`);
    },
    giveLink: async ({ seat }) => {
      if (await isUp(workshop)) await seatToken(workshop.id, seat);
    },
    keep: (seat) => writeSeat(workshop.id, seat),
    forget: (seat) => forgetSeat(workshop.id, seat.seat),
  };
}
