import type { HostState } from "../../results/host-state.ts";
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

export const leaseTable = (leases: Read["leases"]): Html =>
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
