import { type Html, html, raw } from "./html.ts";
import { style } from "./style.ts";

/**
 * The page around its parts. The policy lets a browser load nothing at all: what the page needs is in it,
 * and it has no script.
 */
export function page(title: string, head: Html, body: readonly Html[], foot: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<div class="page">
${head}<main>
${body}</main>
<footer>${foot}</footer>
</div>
</body>
</html>
`.markup;
}
