import { stringify } from "yaml";
import { apiVersion, type Resources } from "./resources.ts";

/**
 * Resources as `calicoctl apply -f` takes them: YAML documents with keys in the order of Calico's own examples, and
 * without aliases. Its parser reads some of YAML 1.1, so strings stay quoted that either version takes for something else.
 */
export const yaml = (resources: Resources): string =>
  resources
    .map(({ kind, metadata, spec }) =>
      stringify(
        { apiVersion, kind, metadata, spec },
        { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false },
      ),
    )
    .join("---\n");
