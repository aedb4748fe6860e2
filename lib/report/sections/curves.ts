import { kindOf } from "../../probes/kinds.ts";
import { curveChart } from "../curve-chart.ts";
import { html } from "../html.ts";
import { row, type Section, section, table } from "../section.ts";

/** Of every probe whose kind measures what one figure does while another rises. */
export const curves: Section = async (run) => {
  const measured = run.probes.flatMap((probe) => {
    const curve = kindOf(probe).reading.curve?.(probe);
    return curve ? [{ name: probe.name, curve }] : [];
  });
  if (measured.length === 0) return null;
  const parts = await Promise.all(
    measured.map(async ({ name, curve }, index) => {
      const { headings, rows } = curve.table;
      const figures = rows.map(([first = "", ...cells]) => row(first, ...cells));
      return html`<h3>${name}: ${curve.from} → ${curve.to}</h3>
<div class="beside">
${await curveChart(curve, `curve-${index}`)}
<div>
${table(curve.of, headings, figures)}
</div>
</div>
`;
    }),
  );
  const all = [...new Set(measured.map(({ curve }) => curve.of))];
  return section("curves", "Curves", `${all.join(". ")}.`, html`${parts}`);
};
