import { describe, expect, it } from "vitest";
import { calico } from "../../lib/cni/calico/calico.ts";
import { type CalicoMode, underlayOf } from "../../lib/cni/calico/mode.ts";
import { fullMesh } from "../../lib/cni/calico/modes/full-mesh.ts";
import { gatewayDynamic } from "../../lib/cni/calico/modes/gateway-dynamic.ts";
import { gatewayRr } from "../../lib/cni/calico/modes/gateway-rr.ts";
import { ipip } from "../../lib/cni/calico/modes/ipip.ts";
import { routeReflector } from "../../lib/cni/calico/modes/route-reflector.ts";
import { vxlan } from "../../lib/cni/calico/modes/vxlan.ts";
import { yaml } from "../../lib/cni/calico/resources/yaml.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import {
  joined,
  labelled,
  lan,
  manifest,
  meshOff,
  modeOf,
  reflector,
  secret,
  toReflectors,
  wan,
} from "../fixtures/manifests.ts";

/** All that a lab gets of a mode, but what it is called. */
function outputOf(mode: CalicoMode, lab: LabSpec): unknown {
  const {
    name,
    summary,
    declared,
    files,
    routerProtocols,
    labFiles,
    complaints,
    needsL2,
    addressing,
    ...rest
  } = calico(mode);
  return {
    ...rest,
    needsL2,
    complaints: complaints(lab),
    addressing: [...lab.hosts.map(({ number }) => addressing.subnet(number)), addressing.network],
    files: lab.hosts.map((host) => {
      const text = JSON.stringify(files(host, lab));
      return text.replaceAll(`calico-${mode.name}`, "calico-MODE");
    }),
    routers: lab.routers.map((router) => routerProtocols(router.name, lab)),
    labFiles: labFiles(lab),
  };
}

describe("a mode is shorthand for resources: each gives the same configuration, files and promises", () => {
  const modes: [string, CalicoMode, LabSpec, string, string?][] = [
    ["fullMesh", fullMesh(), lan, manifest("BGPConfiguration", "default", "asNumber: 64512")],
    [
      "fullMesh with a password",
      fullMesh({ password: "of all", asNumber: 65001, pool: "10.8.0.0/16", blockSize: 28 }),
      lan,
      joined(
        manifest("IPPool", "default-ipv4-ippool", "cidr: 10.8.0.0/16\nblockSize: 28"),
        manifest("BGPConfiguration", "default", `asNumber: "65001"\nnodeMeshP${secret.slice(1)}`),
      ),
      "of all",
    ],
    ["routeReflector", routeReflector(), lan, joined(meshOff, reflector("host1"), toReflectors)],
    [
      "routeReflector with two",
      routeReflector({ reflectors: ["host1", "host3"] }),
      lan,
      joined(
        meshOff,
        reflector("host3"),
        reflector("host1"),
        toReflectors,
        manifest(
          "BGPPeer",
          "reflector-to-reflector",
          "nodeSelector: has(route-reflector)\npeerSelector: has(route-reflector)",
        ),
      ),
    ],
    [
      "gatewayDynamic",
      gatewayDynamic({ gatewayAsNumber: 65000, password: "of all" }),
      wan,
      joined(
        meshOff,
        ...labelled,
        ...["100.65.0.61", "100.65.0.125"].map((peerIP, index) =>
          manifest(
            "BGPPeer",
            `router1-rack-${index + 1}`,
            `nodeSelector: rack == "rack-${index + 1}"\npeerIP: ${peerIP}\nasNumber: 65000\nnumAllowedLocalASNumbers: 1\n${secret}`,
          ),
        ),
      ),
      "of all",
    ],
    [
      "gatewayRr",
      gatewayRr(),
      wan,
      joined(
        meshOff,
        reflector("host1"),
        toReflectors,
        manifest(
          "BGPPeer",
          "reflectors-to-router1",
          "nodeSelector: has(route-reflector)\npeerIP: 100.65.0.61\nasNumber: 64512",
        ),
      ),
    ],
    ["ipip", ipip(), wan, manifest("IPPool", "default-ipv4-ippool", "cidr: 10.244.0.0/16\nipipMode: Always")],
    [
      "vxlan",
      vxlan({ vxlanMode: "CrossSubnet" }),
      wan,
      joined(
        manifest("IPPool", "default-ipv4-ippool", "cidr: 10.244.0.0/16\nvxlanMode: CrossSubnet"),
        meshOff,
      ),
    ],
  ];

  it.each(modes)("%s, as a person writes it", (_, mode, lab, text, password) => {
    expect(outputOf(modeOf(text, password), lab)).toEqual(outputOf(mode, lab));
  });

  it.each(modes)("%s, as its lab writes it beside itself", (_, mode, lab, __, password) => {
    const text = yaml(mode.resources(underlayOf(lab)));
    expect(outputOf(modeOf(text, password), lab)).toEqual(outputOf(mode, lab));
  });
});
