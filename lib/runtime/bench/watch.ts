import type { Readable } from "node:stream";
import type { CaptureSite } from "../../model/capture-site.ts";
import type { Outlet } from "./capture-outlets.ts";
import { type LiveContext, type LivePlan, startLive } from "./live-capture.ts";

export interface WatchOptions extends LivePlan {
  /** The capture ends after so many seconds. @default it goes on */
  readonly seconds?: number | undefined;
  /** Ends it when aborted. */
  readonly signal: AbortSignal;
  /** Called once it listens. */
  readonly begun: () => void;
}

/**
 * Captures at a site and hands the packets to every outlet, until the plan's end, the signal, or until an outlet's reader is gone.
 * The outlets are opened once it listens. Returns what tcpdump counted. Throws when the capture or an outlet did not end in order.
 */
export async function watch(
  context: LiveContext,
  site: CaptureSite,
  openOutlets: () => Promise<readonly Outlet[]>,
  { seconds, signal, begun, ...plan }: WatchOptions,
): Promise<string> {
  const { packets, ended, stop } = await startLive(context, site, plan);
  const timer = seconds === undefined ? undefined : setTimeout(stop, seconds * 1000);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    const outlets = await openOutlets();
    for (const outlet of outlets) fill(outlet, packets, stop);
    begun();
    const counted = await ended;
    await Promise.all(outlets.map(({ done }) => done));
    return counted;
  } finally {
    clearTimeout(timer);
    stop();
    packets.resume();
    await ended.catch(() => undefined);
  }
}

/** A reader that is gone ends the capture; what is still on its way has to go somewhere, or tcpdump would wait for ever. */
function fill({ input, done }: Outlet, packets: Readable, stop: () => void): void {
  packets.pipe(input);
  const gone = () => {
    packets.unpipe(input);
    packets.resume();
    stop();
  };
  input.on("error", gone);
  done.then(gone, gone);
}
