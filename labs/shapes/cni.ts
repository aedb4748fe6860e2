import { Calico } from "../../lib/cni/calico/calico.ts";
import type { CalicoMode } from "../../lib/cni/calico/mode.ts";
import type { FlannelBackend } from "../../lib/cni/flannel/backend.ts";
import { Flannel } from "../../lib/cni/flannel/flannel.ts";
import type { Lab } from "../../lib/constructs/lab.ts";

/** What joins a shape's workloads. */
export type Cni = (lab: Lab) => void;

export const flannel =
  (backend: FlannelBackend): Cni =>
  (lab) => {
    new Flannel(lab, "flannel", { backend });
  };

export const calico =
  (mode: CalicoMode): Cni =>
  (lab) => {
    new Calico(lab, "calico", { mode });
  };
