import type { Choice } from "../model/choice.ts";
import type { HostKind } from "../model/host-kinds.ts";
import { dind, dindSchema } from "./dind-host.ts";
import type { HostMaker } from "./host.ts";
import { vm, vmSchema } from "./vm-host.ts";

/** By the names that `--host-kind` and labs in YAML have for them. */
export const hostMakers: { readonly [Kind in HostKind]: Choice<HostMaker> } = {
  dind: { make: dind, schema: dindSchema },
  vm: { make: vm, schema: vmSchema },
};
