import { type Answer, nothing, refused } from "./answer.ts";
import type { Attempts } from "./attempts.ts";
import { sameToken } from "./tokens.ts";
import type { Seat, Workshop } from "./workshop.ts";

/** Who a link makes of somebody. */
export type Visitor = { readonly seat: Seat } | { readonly trainer: true };

export interface Place {
  /** A seat's number; null for the trainer. */
  readonly seat: number | null;
  readonly token: string;
  /** What is behind the token: "" for the page. Undefined where a link leads to the page by way of another path: the token is in its query, or its last slash is missing. */
  readonly rest: string | undefined;
}

/**
 * What a path names: `/seat/3/TOKEN/…`, `/trainer/TOKEN/…`, or either with `?token=TOKEN`; the same below the path of `base`, by which people
 * call the server. A proxy that is between may leave that path or take it off.
 */
export function placeOf(url: URL, base: string): Place | undefined {
  const below = new URL(base).pathname.replace(/\/+$/, "");
  const { pathname } = url;
  const inside = pathname.startsWith(`${below}/`) ? placeAt(pathname.slice(below.length), url) : undefined;
  return inside ?? placeAt(pathname, url);
}

function placeAt(path: string, url: URL): Place | undefined {
  const [, kind, ...parts] = path.split("/");
  if (kind !== "seat" && kind !== "trainer") return undefined;
  const number = kind === "seat" ? parts.shift() : undefined;
  if (kind === "seat" && !/^[1-9]\d{0,5}$/.test(number ?? "")) return undefined;
  const seat = number === undefined ? null : Number(number);
  const asked = url.searchParams.get("token");
  const [token = "", ...rest] = parts;
  if (token === "") return { seat, token: asked ?? "", rest: undefined };
  return { seat, token, rest: rest.length === 0 ? undefined : rest.join("/") };
}

/** Where a visitor's page is, below the server's address. */
export const pathOf = (seat: number | null, token: string): string =>
  seat === null ? `/trainer/${token}/` : `/seat/${seat}/${token}/`;

/** The link of a page, whole. */
export const linkOf = (url: string, seat: number | null, token: string): string =>
  `${url}${pathOf(seat, token)}`;

/** A token of nobody: a seat that is not there takes as long to refuse as one that is. */
const nobodys = "nobody";

/** Who comes with a token, or the answer that they get. */
export async function admit(
  workshop: Workshop,
  attempts: Attempts,
  place: Place | undefined,
  address: string,
): Promise<Visitor | Answer> {
  const seats = await workshop.seats();
  const seat = seats.find((each) => each.seat === place?.seat);
  const right = place?.seat === null ? workshop.trainerToken : (seat?.token ?? nobodys);
  const known = seat !== undefined || place?.seat === null;
  if (sameToken(place?.token ?? "", right) && known) {
    const wait = attempts.passed(seat?.seat ?? null);
    if (wait > 0) return later(wait, "There were too many requests by this link. Wait a moment.");
    return seat ? { seat } : { trainer: true };
  }
  const wait = attempts.failed(address);
  if (wait === 0) return nothing;
  return later(wait, "There were too many wrong links from your address. Wait a moment.", {
    // What 404 says: an open page asks no more (web/link.ts), so that those of a former group use up nothing.
    "Underlay-Link": "unknown",
  });
}

const later = (seconds: number, why: string, headers: Answer["headers"] = {}): Answer => ({
  ...refused(429, why),
  headers: { "Retry-After": String(seconds), ...headers },
});
