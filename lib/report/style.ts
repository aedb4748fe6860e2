import { pathStyle } from "./path/path-style.ts";
import { theme } from "./theme.ts";

/** The page's look. Drawings and charts use the theme's custom properties as well. */
export const style = `
${theme}* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 var(--sans); }
.page { max-width: 1080px; margin: 0 auto; padding: 24px 20px 40px; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 30px; display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; }
h2 { font-size: 20px; }
h3 { font-size: 16px; margin: 22px 0 8px; }
h4 { font-size: 14px; margin: 16px 0 6px; }
p { margin: 6px 0; }
a { color: var(--link); }
code, pre, .mono { font-family: var(--mono); font-size: 13px; }
.muted, .lead { color: var(--muted); }
.lead { max-width: 88ch; }
.failure, .failure-count { color: var(--bad); }
section, .banner { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 20px 24px; margin: 0 0 18px; }
section > .lead + *, section > h2 + * { margin-top: 12px; }
footer { color: var(--muted); font-size: 13px; padding: 0 4px; overflow-wrap: anywhere; }

.banner { border-top: 6px solid var(--tone); }
.banner.good { --tone: var(--good); } .banner.bad { --tone: var(--bad); }
.banner.warn { --tone: var(--warn); } .banner.plain { --tone: var(--plain); }
.kind { color: var(--muted); font-size: 13px; margin: 0; }
.about { font-size: 17px; }
.failed-probes { color: var(--bad); font-weight: 600; }
.banner dl { display: grid; grid-template-columns: 2fr 1.1fr 1.1fr 1.5fr; gap: 12px 28px; margin: 16px 0 0; }
dt { color: var(--muted); font-size: 13px; }
dd { margin: 0; overflow-wrap: anywhere; }
.banner dd { font-weight: 600; }
.banner dd .muted { display: block; font-weight: 400; font-size: 14px; }

.badge { display: inline-block; padding: 1px 10px; border-radius: 99px; font-size: 13px; font-weight: 600; line-height: 1.6; letter-spacing: 0; white-space: nowrap; }
.badge.good { color: var(--good); background: var(--good-back); }
.badge.bad { color: var(--bad); background: var(--bad-back); }
.badge.warn { color: var(--warn); background: var(--warn-back); }
.badge.plain { color: var(--plain); background: var(--plain-back); }
h1 .badge { font-size: 16px; padding: 2px 14px; }
.note { border-left: 4px solid var(--bad); background: var(--bad-back); border-radius: 4px; padding: 8px 14px; margin: 12px 0; }
.note ul { margin: 4px 0 0; padding-left: 20px; }

.scroll { overflow-x: auto; }
.scroll:has(> table) + .scroll { margin-top: 20px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 7px 20px 7px 0; }
tbody > tr > * { border-top: 1px solid var(--line); }
td { white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: 13px; font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 600; white-space: nowrap; }
th:has(.wraps) { white-space: normal; min-width: 11ch; }
td:has(.failure), td:has(.results) { white-space: normal; min-width: 20ch; }
.probe { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; min-width: 170px; }
.results { margin: 0; display: grid; gap: 4px; }
.results div { display: grid; grid-template-columns: minmax(0, 4fr) minmax(0, 7fr); gap: 0 20px; }
.results dt { color: inherit; font-size: inherit; overflow-wrap: anywhere; }
.results strong { margin-right: 8px; }
.results .muted { display: inline-block; }
pre { background: var(--inset); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; margin: 6px 0; line-height: 1.55; }
mark { background: var(--mark); color: inherit; border-radius: 3px; }
details { margin: 8px 0; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
details > *:not(summary) { margin-top: 8px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }

svg { display: block; }
.drawing { margin: 14px 0 0; padding: 4px 0; }
.drawing svg { margin: 0 auto; flex: none; max-width: max(100%, 760px); height: auto; }
.drawing text { font: 600 13px Helvetica, Arial, "Liberation Sans", sans-serif; }
.drawing text ~ text { font: 400 12px var(--mono); }
.chart text { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 470px), 1fr)); gap: 4px 24px; }
.charts > div { min-width: 0; }
.beside { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 12px 44px; align-items: start; }
.beside > :only-child { grid-column: 1 / -1; }

.tally { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 8px 0 16px; }
.tally dd { font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.2; }
.packets { list-style: none; margin: 8px 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); gap: 20px 24px; }
.packet { margin: 0 0 6px; }
.layer { border: 1px solid var(--family); border-left-width: 5px; border-radius: 5px; padding: 3px 3px 3px 8px; margin: 3px 0 0; background: color-mix(in srgb, var(--family) 9%, var(--panel)); }
.layer.link { --family: var(--family-link); } .layer.network { --family: var(--family-network); }
.layer.transport { --family: var(--family-transport); } .layer.tunnel { --family: var(--family-tunnel); }
.layer.payload { --family: var(--family-payload); }
.header { font-size: 14px; line-height: 1.5; overflow-wrap: anywhere; }
.header strong { margin-right: 2px; }
.header .mono { font-size: 12px; }
.part { color: var(--muted); font-size: 12px; }
.commands dd { margin-bottom: 10px; }
.commands pre { white-space: pre-wrap; overflow-wrap: anywhere; }

@media (max-width: 760px) {
  .page { padding: 12px 10px 28px; }
  section, .banner { padding: 16px 14px; border-radius: 8px; }
  h1 { font-size: 24px; }
  .banner dl { grid-template-columns: 1fr; }
  .beside { grid-template-columns: minmax(0, 1fr); }
  th, td { padding-right: 12px; }
  .probe { flex-direction: column; align-items: flex-start; min-width: 0; }
  .results { gap: 8px; }
  .results div { grid-template-columns: minmax(0, 1fr); }
  .results dt { color: var(--muted); }
  .mono, code, pre { font-size: 12px; }
}
@media print {
  :root { --page: #ffffff; }
  body { font-size: 12px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .page { max-width: none; padding: 0; }
  section, .banner { border-left: 0; border-right: 0; border-radius: 0; padding: 12px 0; }
  .packets > li, tr, svg { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
${pathStyle}`;
