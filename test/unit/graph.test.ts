import { instance } from "@viz-js/viz";
import { describe, expect, it } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { d2Text } from "../../lib/report/topology/d2.ts";
import { type Drawn, planned } from "../../lib/report/topology/drawn.ts";
import { topologyGraph } from "../../lib/report/topology/graph.ts";
import { dotText, standaloneSvg } from "../../lib/report/topology/graphviz.ts";
import { mermaidText } from "../../lib/report/topology/mermaid.ts";
import { remark } from "../../lib/runtime/bench/live-topology.ts";
import type { MachineView } from "../../lib/runtime/labs/inspect.ts";
import { declaration, host, on, router, segment } from "../fixtures/declaration.ts";

const lab = resolveLab(
  declaration({
    segments: [segment({ name: "left" }), segment({ name: "right", impairment: { rate: 1000 } })],
    hosts: [host(1, "client", { attachments: on("left") }), host(2, "server", { attachments: on("right") })],
    routers: [router(1, "left", "right")],
  }),
);
const remarks = new Map([
  ["host1", { text: "ready", fault: false }],
  ["host2", { text: "overlay: 10.244.1.1 does not answer (host1, 100.65.0.1)", fault: true }],
]);
const live: Drawn = { ...planned(lab), remarks };

/** A lab whose text is all that a language could take for its own. */
const hostile = `"]; $\{x} #35; <b> \`%% end\\ \n} -->`;
const renamed = (lab: LabSpec): Drawn => {
  const drawn = planned(lab);
  const hosts = drawn.topology.hosts.map((machine) => ({ ...machine, name: hostile }));
  return { ...drawn, topology: { ...drawn.topology, hosts } };
};

describe("a lab as Mermaid", () => {
  it("has every segment, machine, workload and address", () => {
    expect(mermaidText(planned(lab), "lab-test: two hosts")).toBe(`---
title: "lab-test: two hosts"
---
flowchart TB
  s0(["left<br>100.65.0.0/26<br>MTU 1500"])
  s1(["right<br>100.65.0.64/26<br>MTU 1500<br>rate 1000 kbit/s"])
  subgraph h0 ["host1 · dind<br>10.244.1.0/24"]
    h0w0["client<br>10.244.1.2"]
  end
  subgraph h1 ["host2 · dind<br>10.244.2.0/24"]
    h1w0["server<br>10.244.2.2"]
  end
  h2["router1 · router"]
  s0 ---|"100.65.0.1/26"| h0
  s1 ---|"100.65.0.66/26"| h1
  s0 ---|"100.65.0.61/26"| h2
  s1 ---|"100.65.0.125/26"| h2
`);
  });

  it("marks what does not do as it should", () => {
    const text = mermaidText(live, "now");
    expect(text).toContain('subgraph h0 ["host1 · dind<br>10.244.1.0/24<br>ready"]');
    expect(text).toContain("overlay: 10.244.1.1 does not answer (host1, 100…");
    expect(text).toContain("class h1 fault\n");
  });

  it("keeps to itself what is in a name", () => {
    const text = mermaidText(renamed(lab), hostile);
    expect(text).toContain(
      `["#34;]; $\{x} #35;35; #60;b#62; #96;%% end#92;  } --#62; · dind<br>10.244.1.0/24"]`,
    );
    expect(text.split("\n")[1]).toBe(`title: ${JSON.stringify(hostile.replace("\n", " "))}`);
    expect(text.split("\n")).toHaveLength(mermaidText(planned(lab), "").split("\n").length);
  });
});

describe("a lab as D2", () => {
  it("has every segment, machine, workload and address, and marks what does not do as it should", () => {
    expect(
      d2Text(live, "lab-test: two hosts"),
    ).toBe(`title: "lab-test: two hosts" { shape: text; near: top-center; style.font-size: 24 }
s0: "left\\n100.65.0.0/26\\nMTU 1500" { shape: oval }
s1: "right\\n100.65.0.64/26\\nMTU 1500\\nrate 1000 kbit/s" { shape: oval }
h0: "host1 · dind\\n10.244.1.0/24\\nready" {
  h0w0: "client\\n10.244.1.2"
}
h1: "host2 · dind\\n10.244.2.0/24\\noverlay: 10.244.1.1 does not answer (host1, 100…" {
  h1w0: "server\\n10.244.2.2"
  style: { fill: "#fde8e9"; stroke: "#a3142a"; stroke-dash: 4 }
}
h2: "router1 · router"
s0 -- h0: "100.65.0.1/26"
s1 -- h1: "100.65.0.66/26"
s0 -- h2: "100.65.0.61/26"
s1 -- h2: "100.65.0.125/26"
`);
  });

  it("keeps to itself what is in a name", () => {
    expect(d2Text(renamed(lab), hostile).split("\n")[0]).toBe(
      String.raw`title: "\"]; \${x} #35; <b> ${"`"}%% end\\  } -->" { shape: text; near: top-center; style.font-size: 24 }`,
    );
  });
});

describe("a lab as Graphviz", () => {
  it("draws the same when it is read back", async () => {
    const viz = await instance();
    const again = viz.renderJSON(await dotText(topologyGraph(live))) as { objects: { label?: string }[] };
    const labels = again.objects.map(({ label }) => label ?? "");
    for (const name of ["left", "right", "host1", "host2", "router1", "client", "server"])
      expect(
        labels.some((label) => label.startsWith(name)),
        name,
      ).toBe(true);
    expect(labels).toContain("host1 · dind\\n10.244.1.0/24\\nready");
  });

  it("is a picture that stands alone: no colour or font is the page's", async () => {
    const svg = await standaloneSvg(topologyGraph(renamed(lab)));
    expect(svg).not.toMatch(/var\(|#0101/);
    expect(svg).toContain('fill="white"');
    expect(svg).toContain("&quot;]; $");
    expect(svg).not.toContain("<b>");
  });
});

describe("what is said of a machine", () => {
  const view = (ready: boolean, reason: string | null) => ({ ready, reason }) as MachineView;
  it.each([
    [view(true, null), null, "ready", false],
    [view(false, "cni: no lease"), null, "cni: no lease", true],
    [view(false, null), null, "not ready yet", true],
    [
      view(false, "Error response from daemon"),
      "host2 does not run: its container is exited. Bring it back with: docker start lab-test-host2.",
      "does not run",
      true,
    ],
    [view(false, ""), "host2 is gone: there is no container x. Bring it back with: y.", "is gone", true],
  ])("is whether it runs, then the gate that fails: %#", (machine, absent, text, fault) => {
    expect(remark(machine, absent)).toEqual({ text, fault });
  });
});
