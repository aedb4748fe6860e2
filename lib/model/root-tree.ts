import type { Installation } from "./installation.ts";

/**
 * The volume with the files of the host image, which all machines with user namespaces of their own share: each mounts it with its own IDs. (The
 * image itself cannot be mounted so.) It lives as long as the image, whose hash is in its name.
 */
export const rootTreeOf = ({ host }: Pick<Installation["images"], "host">): string =>
  host.replace(/^underlay\/host:/, "underlay-rootfs-");
