import type { HostKind } from "../model/host-kinds.ts";
import { dind } from "./dind-host.ts";
import type { HostMaker } from "./host.ts";
import { vm } from "./vm-host.ts";

/** By the names that `--host-kind` knows. */
export const hostMakers: { readonly [Kind in HostKind]: () => HostMaker } = { dind, vm };
