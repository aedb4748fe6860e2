import type { RunRecord } from "../results/run-record.ts";
import { banner } from "./banner.ts";
import { html } from "./html.ts";
import { page } from "./page.ts";
import type { Section } from "./section.ts";
import { claims } from "./sections/claims.ts";
import { commands } from "./sections/commands.ts";
import { curves } from "./sections/curves.ts";
import { environment } from "./sections/environment.ts";
import { packets } from "./sections/packets.ts";
import { path } from "./sections/path.ts";
import { probes } from "./sections/probes.ts";
import { rawFiles } from "./sections/raw-files.ts";
import { routes } from "./sections/routes.ts";
import { throughput } from "./sections/throughput.ts";
import { topology } from "./sections/topology.ts";

/** In the order of the page. */
const sections: readonly Section[] = [
  topology,
  path,
  probes,
  claims,
  throughput,
  curves,
  packets,
  routes,
  environment,
  commands,
  rawFiles,
];

/** A run as one self-contained page. The same record gives the same bytes. */
export async function htmlReport(run: RunRecord): Promise<string> {
  const parts = await Promise.all(sections.map((section) => section(run)));
  return page(
    `${run.name} ${run.status}: Underlay report`,
    banner(run),
    parts.filter((part) => part !== null),
    html`Made by Underlay ${run.environment.underlay} from run ${run.run} of ${run.lab}.`,
  );
}
