// lazy-archiver.mjs: cdktf loads archiver when it is loaded itself, in 250 files, which is a fifth of what reading labs takes. It packs
// assets (TerraformAsset); no lab has one, unless its file makes it.
import { createRequire, Module } from "node:module";
import { sep } from "node:path";

const { cache, resolve } = createRequire(import.meta.url);
const ofCdktf = createRequire(resolve("cdktf"));
const path = archiverPath();
let archiver;
// Where it is cdktf's alone: another package may want more of it than to be called.
if (path?.includes(`${sep}cdktf${sep}node_modules${sep}`))
  cache[path] = Object.assign(new Module(path), {
    loaded: true,
    exports: (...args) => {
      if (!archiver) delete cache[path];
      archiver ??= ofCdktf(path);
      return archiver(...args);
    },
  });

/** Undefined for a cdktf that packs by something else. */
function archiverPath() {
  try {
    return ofCdktf.resolve("archiver");
  } catch {
    return undefined;
  }
}
