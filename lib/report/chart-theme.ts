/** What charts have in common. Colours are the page's, by name, so that a chart follows its theme. */
export const chartTheme = {
  background: "transparent",
  font: "Helvetica",
  view: { stroke: null },
  axis: {
    domainColor: "var(--line)",
    gridColor: "var(--line)",
    tickColor: "var(--line)",
    labelColor: "var(--text)",
    titleColor: "var(--muted)",
    titleFontWeight: "normal",
    labelFontSize: 13,
    titleFontSize: 13,
    labelLimit: 0,
  },
} as const;

/** The same for charts of points, and lines among them. */
export const pointsTheme = {
  ...chartTheme,
  legend: { labelColor: "var(--text)", labelFontSize: 13 },
  line: { strokeWidth: 2 },
  point: { filled: true, size: 48, opacity: 0.8 },
} as const;
