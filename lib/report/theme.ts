import { drawProperties } from "./topology/colours.ts";

/** Colours and fonts of every page, as custom properties: those of the light theme on paper as well. */
export const theme = `:root {
  color-scheme: light dark;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
  --page: #eef1f4; --panel: #ffffff; --inset: #f5f7f9;
  --text: #1b2129; --muted: #56606b; --line: #d3d9df; --link: #0a58b0;
  --good: #17692f; --good-back: #dcf5e3; --bad: #a3142a; --bad-back: #fde8e9;
  --warn: #7a4d00; --warn-back: #fdf0cf; --plain: #4a545e; --plain-back: #e8ecf0;
  --mark: #fdf0cf;
  --bar: #5f98d6; --point: #0b3d75; --noise: #e3e7eb;
  --series-1: #0b5cad; --series-2: #b3541e; --series-3: #2a7d4f; --series-4: #8a3ea8;
  --series-5: #a3142a; --series-6: #6b6b00; --series-7: #00727f; --series-8: #8a5a2b;
  --family-link: #68737e; --family-network: #2468b4; --family-transport: #1b7a52;
  --family-tunnel: #a86400; --family-payload: #98a1aa;
  ${drawProperties("light")}
}
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #0e1216; --panel: #171c22; --inset: #10151a;
  --text: #e5eaef; --muted: #9ba6b1; --line: #313a43; --link: #7db7f5;
  --good: #6fd48b; --good-back: #12351f; --bad: #ff9aa2; --bad-back: #441a20;
  --warn: #f0c063; --warn-back: #3d2f0e; --plain: #b0bac4; --plain-back: #2a323a;
  --mark: #4a3a12;
  --bar: #3b72b0; --point: #e3f0fd; --noise: #2a323a;
  --series-1: #7db7f5; --series-2: #f0a06a; --series-3: #6fd48b; --series-4: #d59bf0;
  --series-5: #ff9aa2; --series-6: #d8d264; --series-7: #5fd0d8; --series-8: #d9a878;
  --family-link: #8b96a1; --family-network: #5a9ee6; --family-transport: #4cb88a;
  --family-tunnel: #d9973a; --family-payload: #66717c;
  ${drawProperties("dark")}
} }
`;
