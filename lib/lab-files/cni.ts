import { Bridge } from "../cni/bridge.ts";
import { Calico } from "../cni/calico/calico.ts";
import type { CalicoMode } from "../cni/calico/mode.ts";
import { modes } from "../cni/calico/modes.ts";
import type { FlannelBackend } from "../cni/flannel/backend.ts";
import { backends } from "../cni/flannel/backends.ts";
import { Flannel } from "../cni/flannel/flannel.ts";
import { VethPairs } from "../cni/veth-pairs.ts";
import type { Choices } from "../model/choice.ts";
import type { Networked } from "../model/mode.ts";
import type { Path } from "../yaml/document.ts";
import { isMap, type Shape } from "./shape.ts";

/** What joins the lab's workloads: by its name alone, or with what it has a choice of. */
interface Family {
  /** Undefined for one without. */
  readonly choices?: { readonly what: string; readonly of: Choices<unknown> };
  install(lab: Networked, made: unknown): { readonly node: { readonly path: string } };
}

export const families: Readonly<Record<string, Family>> = {
  flannel: {
    choices: { what: "backend of flannel", of: backends },
    install: (lab, backend) => new Flannel(lab, "flannel", { backend: backend as FlannelBackend }),
  },
  calico: {
    choices: { what: "mode of Calico", of: modes },
    install: (lab, mode) => new Calico(lab, "calico", { mode: mode as CalicoMode }),
  },
  bridge: { install: (lab) => new Bridge(lab, "bridge") },
  "veth-pairs": { install: (lab) => new VethPairs(lab, "veth-pairs") },
};

/** Installs what `cni` asks for; returns the construct's path, or undefined where nothing is asked for that there is. */
export function installCni(lab: Networked, shape: Shape, value: unknown, path: Path): string | undefined {
  if (value === undefined) return undefined;
  const known = Object.keys(families).join(", ");
  const [[name = "", choice] = [], ...more] = isMap(value) ? Object.entries(value) : [[value as string]];
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  if (!family || more.length > 0) {
    shape.refuse(
      path,
      `This says not what joins the workloads. Use one of: ${known}; e.g. { flannel: vxlan }.`,
    );
    return undefined;
  }
  if (!family.choices) return family.install(lab, undefined).node.path;
  const { what, of } = family.choices;
  const chosen = shape.choice(choice, [...path, name], what, of);
  return chosen && family.install(lab, chosen.choice.make(chosen.options)).node.path;
}
