import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { birdConfiguration, blocksText } from "../../lib/cni/calico/bird.ts";
import type { CalicoMode, CalicoUnderlay } from "../../lib/cni/calico/mode.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { gatewayDynamic } from "../../lib/cni/calico/modes/gateway-dynamic.ts";
import { routeReflector } from "../../lib/cni/calico/modes/route-reflector.ts";
import { projectDir } from "../../lib/runtime/project.ts";
import { acrossRouter, nodeNamed, onOneSegment } from "../fixtures/calico.ts";

function configurationOf(mode: CalicoMode, underlay: CalicoUnderlay, host: string): string {
  const resources = mode.resources(underlay);
  return birdConfiguration(resources, nodeNamed(resources, host), mode);
}

/** A whole configuration, as it must be. */
const file = (name: string): string =>
  readFileSync(join(projectDir, "test/fixtures/bird", `${name}.conf`), "utf8");

describe("BIRD's configuration", () => {
  it("of a host in a mesh", () => {
    expect(configurationOf(fullMesh({ password: "s3 cret" }), onOneSegment(3), "host2")).toBe(file("mesh"));
  });

  it("of a reflector passes on what it learned", () => {
    expect(configurationOf(routeReflector(), onOneSegment(3), "host1")).toBe(file("reflector"));
  });

  it("of a client exports its own blocks only", () => {
    const text = configurationOf(routeReflector(), onOneSegment(3), "host2");
    expect(text).not.toContain("source = RTS_BGP && net");
    expect(text.match(/^protocol bgp .*/gm)).toEqual(["protocol bgp Node_100_64_4_1 from calico {"]);
  });

  it("accepts the own AS number from a gateway of another", () => {
    const mode = gatewayDynamic({ gatewayAsNumber: 65000 });
    expect(configurationOf(mode, acrossRouter, "host1")).toMatch(/as 65000;\n {2}allow local as 1;\n/);
  });

  it("includes blocks as static routes, or none", () => {
    expect(blocksText(["10.244.1.0/26", "10.244.1.64/26"])).toBe(
      "route 10.244.1.0/26 blackhole;\nroute 10.244.1.64/26 blackhole;\n",
    );
    expect(blocksText([])).toBe("");
  });
});
