import type { BgpSession } from "../../probes/bgp-session.ts";
import type { ReadState } from "../../probes/host-state.ts";
import { linksOf } from "../../tables/links.ts";
import { type Html, html } from "../html.ts";
import { row, table } from "../section.ts";

/** Every device with its MTU: of `ip link` what tells devices apart. */
export function linkTable(title: string, state: ReadState): Html {
  const known = new Map(linksOf(state).map((link) => [link.name, link]));
  return table(
    `Links of ${title}`,
    ["Device", "Kind", "MTU", "State", "Address", "Port of"],
    Object.entries(state.mtu).map(([name, bytes]) => {
      const link = known.get(name);
      return row(
        html`<span class="mono">${name}</span>`,
        link?.kind ?? link?.layer2 ?? "",
        `${bytes} bytes`,
        link?.state?.toLowerCase() ?? "",
        html`<span class="mono">${link?.mac ?? ""}</span>`,
        link?.master ?? "",
      );
    }),
  );
}

/** Sessions, and what waits for further ones; what is down has no routes and BIRD's reason. */
export const sessionTable = (title: string, sessions: readonly BgpSession[]): Html =>
  table(
    `BGP sessions of ${title}`,
    ["Protocol", "Peer", "Peer's AS", "State", "Since", "Received", "Exported", "Best", "Last error"],
    sessions.map((session) =>
      row(
        html`<span class="mono">${session.protocol}</span>`,
        html`<span class="mono">${session.peer ?? `any of ${session.accepts ?? "none"}`}</span>`,
        String(session.peerAs),
        session.state,
        session.since,
        ...[session.received, session.exported, session.best].map((routes) => String(routes ?? "")),
        session.lastError ?? "",
      ),
    ),
  );

export const leaseTable = (leases: NonNullable<ReadState["leases"]>): Html =>
  table(
    "Leases",
    ["Subnet", "Host's address", "Backend"],
    leases.map(({ subnet, publicIp, backend }) =>
      row(
        html`<span class="mono">${subnet}</span>`,
        html`<span class="mono">${publicIp}</span>`,
        html`<span class="mono">${backend === null ? "none" : JSON.stringify(backend)}</span>`,
      ),
    ),
  );
