import { Container } from "@cdktf/provider-docker/lib/container/index.js";
import { Host, type HostMaker, type HostPlan } from "./host.ts";
import { labels } from "./labels.ts";

/**
 * What a host needs beyond Docker's default capabilities: SYS_ADMIN mounts the workloads' file systems
 * and makes their namespaces, NET_ADMIN makes bridges, tunnels and routes. The defaults stay because the
 * host's engine hands them on to its workloads.
 */
const capabilities = ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"];

/** A container with a dockerd of its own. It shares the machine's kernel. */
export const dind = (): HostMaker => (lab, name, options) => new DindHost(lab, name, options);

export class DindHost extends Host {
  readonly kind = "dind";

  build({ lab, host, files, image, network, readyWithin, after }: HostPlan): Container {
    return new Container(this, "container", {
      name: host.container,
      hostname: host.name,
      image,
      capabilities: { add: capabilities },
      // Docker's default profiles forbid the mounts that a dockerd inside makes.
      securityOpts: ["seccomp=unconfined", "apparmor=unconfined"],
      tmpfs: { "/run": "exec" },
      // overlay2 cannot lie on overlay2; a new volume is filled with the images that the host image carries.
      volumes: [{ containerPath: "/var/lib/docker" }],
      networksAdvanced: host.interfaces.map(({ segment, address }) => ({
        name: network(segment),
        ipv4Address: address,
      })),
      upload: Object.entries(files).map(([file, content]) => ({ file, content })),
      labels: labels(lab.name, { "underlay.host": host.name }),
      healthcheck: { test: ["CMD", "underlay-health"], interval: "1s", timeout: "45s", retries: 3 },
      wait: true,
      waitTimeout: readyWithin,
      restart: "unless-stopped",
      dependsOn: after,
    });
  }
}
