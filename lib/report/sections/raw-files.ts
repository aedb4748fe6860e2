import { kindOf } from "../../probes/kinds.ts";
import { type Html, html } from "../html.ts";
import { row, type Section, section, table } from "../section.ts";

export const rawFiles: Section = (run) => {
  const files = run.probes.flatMap((probe) =>
    kindOf(probe)
      .reading.files(probe)
      .map(({ what, path }) => ({ what: `${probe.name}: ${what}`, path })),
  );
  return section(
    "raw-files",
    "Raw files",
    "Beside this page.",
    table(
      "Raw files",
      ["File", "Holds"],
      [{ what: "the run's record, from which this page is made", path: "run.json" }, ...files].map((file) =>
        row(link(file.path), file.what),
      ),
    ),
  );
};

/** A link within the run's folder. A path that could lead anywhere else is shown, and not linked. */
function link(path: string): Html {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return html`${path}`;
  return html`<a href="./${parts.map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, "\uFFFD"))).join("/")}">${path}</a>`;
}
