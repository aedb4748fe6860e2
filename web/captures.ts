import { capture } from "./capture.ts";
import { make, need, on } from "./dom.ts";

/** A capture is asked for beside the page, which stays as it is, whatever comes of it. */
export function prepareCaptures(): void {
  const form = document.querySelector<HTMLFormElement>("#capture");
  if (!form) return;
  const button = need<HTMLButtonElement>("button", form);
  const said = need("#capture-said");
  on(form, "submit", async (event) => {
    event.preventDefault();
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    const query = new URLSearchParams(fields);
    button.disabled = true;
    said.textContent = "beginning …";
    const captured = await capture(query, () => {
      said.textContent = `capturing for ${query.get("seconds")} seconds …`;
    });
    button.disabled = false;
    said.textContent = captured.name === null ? captured.reason : `${captured.name} was captured.`;
    if (captured.name !== null) save(captured.name, captured.packets);
  });
}

/** As a link to a file does, which the browser puts where it puts all others. */
function save(name: string, content: Blob): void {
  const href = URL.createObjectURL(content);
  make("a", { href, download: name }).click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
