import type { IConstruct } from "constructs";
import { Bridge } from "../cni/bridge.ts";
import { Calico, type ResourceProps } from "../cni/calico/calico.ts";
import { modes } from "../cni/calico/modes.ts";
import { backends } from "../cni/flannel/backends.ts";
import { Flannel } from "../cni/flannel/flannel.ts";
import { VethPairs } from "../cni/veth-pairs.ts";
import type { Networked } from "../model/mode.ts";
import type { Path } from "../yaml/document.ts";
import { isMap, type Shape } from "../yaml/shape.ts";

/** Installs what joins the lab's workloads, by what stands behind the family's name; undefined where that is nothing that there is. */
type Install = (lab: Networked, shape: Shape, value: unknown, path: Path) => IConstruct | undefined;

const families: Readonly<Record<string, Install>> = {
  flannel: (lab, shape, value, path) => {
    const backend = shape.made(value, path, "backend of flannel", backends);
    return backend && new Flannel(lab, "flannel", { backend });
  },
  calico: (lab, shape, value, path) => {
    if (isMap(value) && "resources" in value) {
      const props = shape.options(value, path, "Calico with resources", ["resources", "password"]);
      return new Calico(lab, "calico", props as unknown as ResourceProps);
    }
    const mode = shape.made(value, path, "mode of Calico", modes);
    return mode && new Calico(lab, "calico", { mode });
  },
  bridge: (lab, shape, value, path) => {
    shape.options(value, path, "bridge", []);
    return new Bridge(lab, "bridge");
  },
  "veth-pairs": (lab, shape, value, path) => {
    shape.options(value, path, "veth-pairs", []);
    return new VethPairs(lab, "veth-pairs");
  },
};

/** Installs what `cni` asks for; returns the construct's path, or undefined where it asks for nothing that there is. */
export function installCni(lab: Networked, shape: Shape, cni: unknown, path: Path): string | undefined {
  if (cni === undefined) return undefined;
  const [[name, value] = [], ...more] = isMap(cni) ? Object.entries(cni) : [[String(cni)]];
  const install = name !== undefined && Object.hasOwn(families, name) ? families[name] : undefined;
  if (install && name !== undefined && more.length === 0)
    return install(lab, shape, value, [...path, name])?.node.path;
  const known = Object.keys(families).join(", ");
  shape.refuse(
    path,
    `This says not what joins the workloads. Use one of: ${known}; e.g. { flannel: vxlan }.`,
  );
  return undefined;
}
