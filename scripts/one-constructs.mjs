// one-constructs.mjs: cdktf and Underlay must make a lab's tree of the same constructs, else reading it ends with "scope.node._scopes is not
// iterable". Where npm has installed two, as it does without a word for several projects in one folder (workspaces), cdktf is given Underlay's.
import { createRequire } from "node:module";

const own = createRequire(import.meta.url);
const ofCdktf = createRequire(own.resolve("cdktf"));
const [ours, theirs] = [own, ofCdktf].map(({ resolve }) => resolve("constructs"));
if (theirs !== ours) {
  own(ours);
  own.cache[theirs] = own.cache[ours];
}
