import { Container } from "@cdktf/provider-docker/lib/container/index.js";
import type { Network } from "@cdktf/provider-docker/lib/network/index.js";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { freeId } from "../model/free-id.ts";
import type { Project } from "../model/installation.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import { wallsId, wallsOf } from "../model/walls.ts";
import { labels } from "./labels.ts";

export interface WallsPlan {
  readonly project: Project;
  readonly lab: LabSpec;
  /** The ID on the engine of the host image. */
  readonly image: string;
  /** The lab's segments. */
  readonly networks: readonly Network[];
}

/**
 * The container that closes a lab's segments: a bridge is a device of the engine's machine, and answers for it. It works in the
 * machine's network namespace, with nothing else of the machine's, and what it does there ends with it (toolchain/host/internal/walls).
 */
export function wallsContainer(scope: Construct, { project, lab, image, networks }: WallsPlan): Container {
  const container = new Container(scope, freeId(scope, "walls"), {
    name: wallsOf(lab),
    image,
    entrypoint: ["/usr/local/bin/underlay-host", "walls"],
    // Docker names a bridge after its network's ID.
    command: networks.map(({ id }) => `br-${Fn.substr(id, 0, 12)}`),
    networkMode: "host",
    cgroupnsMode: "private",
    capabilities: { add: ["CAP_NET_ADMIN"], drop: ["ALL"] },
    securityOpts: ["no-new-privileges"],
    readOnly: true,
    tmpfs: { "/run": "" },
    labels: labels({ project, lab: lab.name }, { "underlay.role": "walls" }),
    // It waits, as its container's first process, for which the kernel ignores every other signal (pid_namespaces(7)).
    stopSignal: "SIGKILL",
    restart: "always",
  });
  container.overrideLogicalId(wallsId);
  return container;
}
