import { type Html, html } from "../../../report/html.ts";

/** A page around its parts. `base` leads from the page's address to that behind the token, where what it loads is. */
export function layout(title: string, script: string | null, body: Html, base = ""): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}assets/page.css">
<title>${title}</title>
${
  script === null
    ? null
    : html`<script type="module" src="${base}assets/${script}.js"></script>
`
}</head>
<body>
${body}</body>
</html>
`.markup;
}

/** The line at the top of every page that lives. */
export const bar = (title: string, whose: string, links: Html): Html => html`<header class="bar">
<h1>${title}</h1>
<p class="whose">${whose}</p>
<nav aria-label="Pages">${links}</nav>
<p id="clock"><time></time></p>
<p id="connection" role="status">connecting …</p>
</header>
<noscript><p class="note">This page needs JavaScript.</p></noscript>
<p id="break" class="break" role="status" hidden></p>
`;
