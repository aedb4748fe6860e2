import { plural } from "../../figures/format.ts";
import type { Reading } from "../../probes/reading.ts";
import type { SnapshotResult } from "../../probes/results.ts";

export const snapshot: Reading<SnapshotResult> = {
  lines: ({ hosts }) => {
    const read = hosts.flatMap((host) => (host.status === "ok" ? [host] : []));
    const routes = read.reduce((total, host) => total + host.routes.length, 0);
    return [
      {
        what: "state of every machine",
        figure: `${read.length} of ${plural(hosts.length, "machine")} read`,
        detail: read.length === 0 ? "" : plural(routes, "route"),
      },
    ];
  },
  commands: () => [],
  files: () => [],
};
