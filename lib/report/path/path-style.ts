/** The look of "The packet's way": the skyline of a packet's headers, and its steps from machine to machine. */
export const pathStyle = `
.way-title { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; }
.way-title .mono { font-weight: 400; color: var(--muted); }
.fam-link { --family: var(--family-link); } .fam-network { --family: var(--family-network); }
.fam-transport { --family: var(--family-transport); } .fam-tunnel { --family: var(--family-tunnel); }
.fam-payload { --family: var(--family-payload); }

.skyline { display: flex; align-items: stretch; gap: 4px; margin: 10px 0 4px; padding-bottom: 4px; }
.sky-machine, .sky-segment { display: flex; flex-direction: column; flex: 1 0 auto; border-radius: 8px; }
.sky-machine { border: 1px solid var(--draw-host-border); background: var(--draw-host); }
.sky-segment { border: 1px solid transparent; border-top: 6px solid var(--draw-bus); border-radius: 0; padding-bottom: 4px; }
.sky-name { font-size: 12px; font-weight: 600; text-align: center; margin: 0; padding: 3px 6px 0; }
.sky-segment .sky-name { width: 0; min-width: max(100%, 5.5em); padding: 3px 0 0; overflow-wrap: anywhere; }
.sky-rooms { display: flex; flex: 1; align-items: stretch; }
.sky-room { display: flex; flex-direction: column; flex: 1 0 auto; border: 1px solid transparent; margin: 0 2px 3px; }
.sky-room.workload { border-color: var(--draw-workload-border); background: var(--draw-workload); border-radius: 6px; }
.sky-columns { display: flex; flex: 1; align-items: stretch; }
.sky-column { display: flex; flex-direction: column; justify-content: flex-end; flex: 1 0 auto; gap: 2px; padding: 8px 3px 2px; min-width: 54px; }
.sky-segment .sky-column { flex: 1; }
.sky-device { font: 600 10px/1.3 var(--mono); text-align: center; margin: 0; padding: 3px 1px 0; }
.sky-device small { display: block; font: 400 11px/1.3 var(--sans); color: var(--muted); }
.sky-end { align-self: center; margin: 0 6px; color: var(--bad); font-size: 22px; }
.cell { border: 1px solid var(--family); border-left-width: 4px; border-radius: 3px; padding: 1px 4px; font-size: 11px; line-height: 1.45; white-space: nowrap; background: color-mix(in srgb, var(--family) 9%, var(--panel)); }
.cell.added { font-weight: 700; background: color-mix(in srgb, var(--family) 30%, var(--panel)); }
.cell.removed { border-style: dashed; border-left-width: 1px; padding-left: 7px; background: none; color: var(--muted); }

.dense { gap: 2px; }
.dense .sky-column { min-width: 0; padding: 6px 1px 2px; }
.dense .sky-room { margin: 0 1px 3px; }
.dense .cell { font-size: 9px; padding: 1px 2px; border-left-width: 3px; }
.dense .cell.removed { border-left-width: 1px; }
.dense .sky-name { font-size: 10px; padding: 3px 2px 0; }
.dense .sky-device { font-size: 8.5px; }

.way { display: grid; gap: 0; margin: 10px 0 4px; }
.way-machine { border: 1px solid var(--draw-host-border); background: var(--draw-host); border-radius: 10px; padding: 8px 12px 10px; }
.way-machine > h4 { margin: 0 0 4px; }
.way-room { border: 1px solid var(--draw-workload-border); background: var(--draw-workload); border-radius: 8px; padding: 4px 10px 8px; margin: 4px 0; }
.way-room > h5 { margin: 2px 0; font-size: 13px; }
.way-segment { position: relative; border-left: 6px solid var(--draw-bus); margin: 0 0 0 26px; padding: 12px 12px 12px 18px; }
.way-segment > h4 { margin: 0; }
.way ol { list-style: none; margin: 0; padding: 0; }
.way-step { display: grid; grid-template-columns: 26px 104px minmax(0, 1fr); gap: 0 10px; padding: 7px 0; }
.way-step + .way-step { border-top: 1px solid var(--line); }
.way-number { font-size: 12px; font-variant-numeric: tabular-nums; color: var(--muted); text-align: right; line-height: 1.7; }
.way-device { font: 600 12px/1.5 var(--mono); overflow-wrap: anywhere; }
.way-device small { display: block; font: 400 12px/1.3 var(--sans); color: var(--muted); }
.way-step p { margin: 0; }
.way-entry { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; margin-top: 3px !important; }
.way-entry code { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; }
.way-entry .table { font-size: 12px; color: var(--muted); }
.way-entry.other code { color: var(--muted); }
.strip { display: flex; flex-wrap: wrap; gap: 3px; margin: 5px 0 2px; padding: 0; list-style: none; }
.strip > li { border: 1px solid var(--family); border-left-width: 4px; border-radius: 4px; padding: 1px 7px; font-size: 12px; line-height: 1.4; background: color-mix(in srgb, var(--family) 9%, var(--panel)); overflow-wrap: anywhere; }
.strip .mono { display: block; font-size: 11px; line-height: 1.35; font-weight: 400; }
.strip > .added { font-weight: 700; background: color-mix(in srgb, var(--family) 26%, var(--panel)); }
.strip > .changed { border-width: 2px; border-left-width: 4px; }
.strip > .removed { border-style: dashed; border-left-width: 1px; padding-left: 10px; background: none; color: var(--muted); }
.strip > .sealed { opacity: 0.6; border-style: dotted; }
.way-end { margin: 8px 0 0; font-weight: 600; }
.way-end.arrived { color: var(--good); }
@media (max-width: 760px) {
  .way-machine { padding: 6px 8px 8px; }
  .way-room { padding: 4px 6px 6px; }
  .way-segment { margin-left: 12px; padding: 10px 4px 10px 10px; }
  .way-step { grid-template-columns: 20px minmax(0, 1fr); }
  .way-step > :last-child { grid-column: 2; }
  .way-device small { display: inline; }
}
@media print {
  .way-step, .way-segment, .skyline { break-inside: avoid; }
  .skyline { gap: 1px; }
  .sky-column { min-width: 0; padding: 4px 1px 1px; }
  .cell { font-size: 8px; padding: 0 2px; border-left-width: 2px; }
  .sky-name { font-size: 9px; } .sky-device, .sky-device small { font-size: 8px; }
}
`;
