import type { ServerResponse } from "node:http";
import { captureSite } from "../../../model/capture-site.ts";
import { messageOf } from "../../../model/errors.ts";
import type { LiveCapture } from "../../bench/live-capture.ts";
import { refused, send } from "../answer.ts";
import { captureBounds } from "../capture-bounds.ts";
import { securityHeaders } from "../headers.ts";
import { captureSites } from "../places.ts";
import type { Room } from "../room.ts";
import type { Seat } from "../workshop.ts";

const running = new WeakMap<Room, Set<number>>();

/** Sends a pcap file as its packets come, until its time is over. One at a time for each seat. */
export async function sendCapture(
  room: Room,
  seat: Seat,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const busy = running.get(room) ?? new Set();
  running.set(room, busy);
  const at = query.get("at") ?? "";
  const seconds = Number(query.get("seconds"));
  const filter = (query.get("filter") ?? "").trim();
  const lab = await room.workshop.lab(seat);
  const complaint = !lab
    ? "The lab is not up."
    : !captureSites(lab).includes(at)
      ? "There is no such place in this lab."
      : !Number.isInteger(seconds) || seconds < 1 || seconds > captureBounds.seconds
        ? `A capture takes 1 to ${captureBounds.seconds} whole seconds.`
        : filter.length > captureBounds.filter || /\p{Cc}/u.test(filter)
          ? `A filter has ${captureBounds.filter} characters at most.`
          : busy.has(seat.seat)
            ? "A capture of this seat is under way. Wait for its end."
            : null;
  if (complaint !== null || !lab) return send(response, refused(400, complaint ?? ""));
  busy.add(seat.seat);
  try {
    const site = captureSite(lab, at);
    const capture = await room.labs.capture(lab, site, { filter, count: captureBounds.packets });
    await pass(capture, seconds, `seat-${seat.seat}-${at.replaceAll(/[^\w-]/g, "-")}.pcap`, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else send(response, refused(502, messageOf(error)));
  } finally {
    busy.delete(seat.seat);
  }
}

async function pass(
  { packets, ended, stop }: LiveCapture,
  seconds: number,
  file: string,
  response: ServerResponse,
): Promise<void> {
  const timer = setTimeout(stop, seconds * 1000);
  response.writeHead(200, {
    ...securityHeaders,
    "Content-Type": "application/vnd.tcpdump.pcap",
    "Content-Disposition": `attachment; filename="${file}"`,
  });
  // Whoever asked is told that it listens before a packet comes.
  response.flushHeaders();
  let bytes = 0;
  packets.on("data", (part: Buffer) => {
    bytes += part.length;
    if (bytes > captureBounds.bytes) stop();
    // Who reads slowly slows the capture down, and tcpdump has to drop what does not wait.
    else if (!response.destroyed && !response.write(part)) packets.pause();
  });
  response.on("drain", () => packets.resume());
  // What is still on its way to nobody has to be read, or the capture does not end.
  const gone = () => {
    stop();
    packets.resume();
  };
  response.on("close", gone);
  // Whoever asked may have left before it listened.
  if (response.destroyed) gone();
  try {
    await ended;
    response.end();
  } finally {
    clearTimeout(timer);
    stop();
  }
}
