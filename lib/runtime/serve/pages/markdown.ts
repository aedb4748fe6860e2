import MarkdownIt from "markdown-it";
import { withoutControls } from "../../../figures/plain-text.ts";
import { type Html, raw } from "../../../report/html.ts";

/**
 * Tasks' texts as HTML. HTML in them is shown as text, links lead to http(s) and mail alone (markdown-it's own rule refuses `javascript:` and the like), and
 * pictures are left out: they would be loaded from elsewhere.
 */
const renderer = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable("image");

renderer.renderer.rules.link_open = (tokens, index, options, _, self) => {
  // The page stays open, and where the link leads learns nothing of it.
  tokens[index]?.attrSet("target", "_blank");
  tokens[index]?.attrSet("rel", "noopener noreferrer");
  return self.renderToken(tokens, index, options);
};

/** A page's headings are h1 to h3: those of a text are below. */
renderer.core.ruler.push("deeper", ({ tokens }) => {
  for (const token of tokens)
    if (/^h[1-6]$/.test(token.tag)) token.tag = `h${Math.min(6, Number(token.tag[1]) + 3)}`;
});

export const markdown = (text: string): Html => raw(renderer.render(withoutControls(text)));
