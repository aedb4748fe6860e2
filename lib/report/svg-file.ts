import type { Html } from "./html.ts";
import { theme } from "./theme.ts";

/**
 * A drawing of the page as a file of its own, in the page's colours: light or dark as the reader's system is. It brings its ground with it,
 * because the page that shows it may be of the other theme.
 */
export const svgFile = ({ markup }: Html): string =>
  `${markup.replace(/^<svg ([^>]*)>/, (_, attributes) => `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>\n${style}`)}\n`;

const style = `<style>
${theme}svg { background: var(--panel); }
text { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
</style>`;
