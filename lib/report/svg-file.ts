import type { Html } from "./html.ts";
import { theme } from "./theme.ts";

/**
 * A drawing of the page as a file of its own, in the page's colours: light or dark as the reader's system is. It brings its ground with it,
 * because the page that shows it may be of the other theme. The style comes last, for a title is the first in its element (SVG 1.1, 5.4).
 */
export const svgFile = ({ markup }: Html): string =>
  `${markup.replace(/^<svg /, '<svg xmlns="http://www.w3.org/2000/svg" ').replace(/<\/svg>$/, () => `${style}\n</svg>`)}\n`;

const style = `<style>
${theme}svg { background: var(--panel); }
text { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
</style>`;
