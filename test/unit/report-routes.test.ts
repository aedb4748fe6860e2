import { expect, test } from "vitest";
import { environment } from "../../lib/report/sections/environment.ts";
import { routes } from "../../lib/report/sections/routes.ts";
import { vxlanRun } from "../fixtures/run.ts";

/** The lines of host1's routes that are marked as the way to another host's workloads. */
async function marked(lines: readonly string[]): Promise<string[]> {
  const run = vxlanRun();
  const [state] = run.probes.flatMap((probe) => (probe.kind === "snapshot" ? probe.hosts : []));
  if (state?.status === "ok") state.routes = [...lines];
  const [, own = ""] = ((await routes(run))?.markup ?? "").split("<h3>");
  return [...own.matchAll(/<mark>([^<]*)<\/mark>/g)].map(([, line = ""]) => line);
}

test("the routes to other hosts' workloads are marked, and no default route", async () => {
  const remote = "10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink";
  const lines = [
    "default via 100.64.4.60 dev eth0",
    remote,
    "blackhole 10.244.3.0/24",
    "100.64.4.0/26 dev eth0",
  ];
  expect(await marked(lines)).toEqual([remote]);
});

test("the next hops of a route are marked as it is", async () => {
  const hops = (via: string) => `\tnexthop via ${via} dev eth0 weight 1`;
  const shared = ["10.244.2.0/24 proto bird metric 32", hops("100.64.4.60"), hops("100.64.4.61")];
  const other = ["192.0.2.0/24 proto bird metric 32", hops("100.64.4.60"), hops("100.64.4.61")];
  expect(await marked([...shared, ...other])).toEqual(shared);
});

test("of several snapshots each has its name, and the environment has each machine once", async () => {
  const headings = (markup = "") => [...markup.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, title]) => title);
  const run = vxlanRun();
  expect(headings((await routes(run))?.markup)).toEqual(["host1", "host2", "host3"]);
  const [first] = run.probes.filter(({ kind }) => kind === "snapshot");
  if (first === undefined) throw new Error("the run has a snapshot");
  run.probes.push({ ...structuredClone(first), name: "later" });
  const { markup = "" } = (await routes(run)) ?? {};
  expect(headings(markup)).toEqual(
    ["snapshot", "later"].flatMap((name) => [1, 2, 3].map((host) => `${name}: host${host}`)),
  );
  const labels = [...markup.matchAll(/aria-label="([^"]+ of [^"]+)"/g)].map(([, label]) => label);
  expect(labels.length).toBeGreaterThan(20);
  expect(new Set(labels).size).toBe(labels.length);
  expect((await environment(run))?.markup).toContain(">host1, host2, host3<");
});
