import { columns } from "../../figures/columns.ts";
import { duration, utc } from "../../figures/format.ts";
import { oneLine } from "../../figures/plain-text.ts";
import type { Head } from "../../history/head.ts";

/** A record in a list. */
export type Listed = Head & { readonly id: string };

/** A line for each record. */
export const listText = (records: readonly Listed[]): string =>
  records.length === 0
    ? "There are no such records."
    : columns([
        ["ID", "KIND", "STATUS", "BEGAN", "TOOK", "HOSTS", "ABOUT"],
        ...records.map((each) => [
          each.id,
          each.kind,
          each.status,
          utc(each.startedAt),
          took(each),
          each.hosts,
          each.about,
        ]),
      ]);

const took = ({ startedAt, finishedAt }: Head): string =>
  finishedAt === null ? "–" : duration(startedAt, finishedAt);

const isBackwards = ({ startedAt, finishedAt }: Pick<Head, "startedAt" | "finishedAt">): boolean =>
  finishedAt !== null && Date.parse(finishedAt) < Date.parse(startedAt);

/** Where the machine's clock was set while records were made, their order by time is not the order in which they were made. */
export function clockNotes(records: readonly Listed[], now: Date): string[] {
  const ids = (found: readonly Listed[]) => oneLine(found.map(({ id }) => id).join(", "));
  const backwards = records.filter(isBackwards);
  const ahead = records.filter(({ startedAt }) => Date.parse(startedAt) > now.getTime());
  return [
    ...(backwards.length > 0
      ? [`The clock was set back while they were made: ${ids(backwards)}. How long they took is not known.`]
      : []),
    ...(ahead.length > 0
      ? [
          `They began later than it is now, so the clock was set since: ${ids(ahead)}. The order may be another.`,
        ]
      : []),
  ];
}
