import { count, duration, plural, utc } from "../figures/format.ts";
import { hardwareWords } from "../results/hardware.ts";
import type { RunRecord } from "../results/run-record.ts";
import { fact } from "./fact.ts";
import { type Html, html } from "./html.ts";
import { badge, toneOf } from "./verdict.ts";

/** The head of the page: what was run, when, and how it ended. */
export function banner(run: RunRecord): Html {
  const { mode, topology, probes } = run;
  const routers = topology.hosts.filter(({ kind }) => kind === "router").length;
  const beside = [
    ...hardwareWords(run.environment),
    ...(routers > 0 ? [plural(routers, "router")] : []),
    plural(topology.segments.length, "segment"),
  ];
  const failed = [
    ...probes.filter(({ status }) => status === "failed").map(({ name }) => name),
    ...(run.claims ?? []).filter(({ verdict }) => verdict !== "holds").map(({ id }) => `claim ${id}`),
  ];
  return html`<header class="banner ${toneOf(run.status)}">
<p class="kind">Lab report</p>
<h1>${run.name} ${badge(run.status)}</h1>
<p class="about">${run.about}</p>
${run.expectBroken !== null && html`<p class="about">Meant to fail: ${run.expectBroken}.</p>`}
${failed.length > 0 && html`<p class="failed-probes">Failed: ${failed.join(", ")}</p>`}
<dl>
${fact("Mode", html`${mode.name}<span class="muted">${mode.summary}</span>`)}
${fact("Packets", html`${plural(mode.overhead, "byte")} overhead<span class="muted">workload MTU ${mode.mtu} bytes</span>`)}
${fact("Hosts", html`${count(topology.hosts.length - routers)} × ${run.hostKind}<span class="muted">${beside.join(", ")}</span>`)}
${fact("Run", html`${utc(run.startedAt)}<span class="muted">${took(run)}</span>`)}
</dl>
</header>
`;
}

const took = ({ startedAt, finishedAt }: RunRecord): string =>
  finishedAt === null ? "not finished" : `took ${duration(startedAt, finishedAt)}`;
