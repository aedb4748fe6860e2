import { Engine } from "../engine.ts";
import { image } from "./image.ts";
import type { Part } from "./part.ts";

const built = image({ name: "workload", base: "base" });

/** What runs as a "pod". Its first build stage has done its work once the image is there. */
export const workload: Part = {
  ...built,
  make: async (context) => {
    const result = await built.make(context);
    await new Engine(context).start(["image", "prune", "--force", "--filter", "label=underlay.stage=build"]);
    return result;
  },
};

/** The sidecar of captures and preflight. */
export const probe = image({ name: "probe", base: "base" });

/** The packages of a host: an image of their own, so that a change in our files costs seconds, not minutes. */
export const hostBase = image({ name: "host-base", base: "base" });

export const host = image({
  name: "host",
  base: "host-base",
  files: { "store.tar": "image-store", flanneld: "flanneld" },
});
