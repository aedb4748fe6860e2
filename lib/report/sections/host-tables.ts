import type { BgpSession } from "../../probes/bgp-session.ts";
import type { HostState } from "../../probes/host-state.ts";
import { type Html, html } from "../html.ts";
import { row, table } from "../section.ts";

type Read = Extract<HostState, { status: "ok" }>;

/** Every device with its MTU: of `ip link` what tells devices apart. */
export function linkTable({ host, links, mtu }: Read): Html {
  const known = new Map(links.map((link) => [text(link.ifname), link]));
  return table(
    `Links of ${host}`,
    ["Device", "Kind", "MTU", "State", "Address", "Port of"],
    Object.entries(mtu).map(([name, bytes]) => {
      const link = known.get(name);
      return row(
        html`<span class="mono">${name}</span>`,
        kind(link?.linkinfo) || text(link?.link_type),
        `${bytes} bytes`,
        text(link?.operstate).toLowerCase(),
        html`<span class="mono">${text(link?.address)}</span>`,
        text(link?.master),
      );
    }),
  );
}

/** The parts of `ip -json` are whatever the host's iproute2 prints. */
const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

const kind = (linkinfo: unknown): string =>
  typeof linkinfo === "object" && linkinfo !== null && "info_kind" in linkinfo
    ? text(linkinfo.info_kind)
    : "";

/** Sessions, and what waits for further ones; what is down has no routes and BIRD's reason. */
export const sessionTable = (host: string, sessions: readonly BgpSession[]): Html =>
  table(
    `BGP sessions of ${host}`,
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

export const leaseTable = (leases: NonNullable<Read["leases"]>): Html =>
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
