import { shown } from "../../../model/shown.ts";
import { type Complaint, complaint, title } from "../resources/complaint.ts";
import { ofKind, poolsInUse, type Resources } from "../resources/resources.ts";
import { parseSelector, SelectorError } from "../resources/selector.ts";

/** What the embedded engine cannot do of what pools ask: it has one pool, for all hosts, with one tunnel. */
export function inUseComplaints(resources: Resources): Complaint[] {
  const [pool, ...others] = poolsInUse(resources);
  if (!pool) return [];
  return [
    ...others.map((other) =>
      complaint(
        other,
        "metadata.name",
        `${title(other)} would be a second pool of addresses, and the embedded engine gives out those of one, ${title(pool)}. Remove it, or give it "disabled: true".`,
      ),
    ),
    ...(pool.spec.ipipMode !== "Never" && pool.spec.vxlanMode !== "Never"
      ? [
          complaint(
            pool,
            "spec.vxlanMode",
            `${title(pool)} asks for two tunnels, ipipMode and vxlanMode. Keep one, and set the other to Never.`,
          ),
        ]
      : []),
    ...unselected(resources),
  ];
}

function unselected(resources: Resources): Complaint[] {
  return poolsInUse(resources).flatMap((pool) => {
    const { nodeSelector } = pool.spec;
    const said = (what: string) =>
      complaint(pool, "spec.nodeSelector", `nodeSelector ${shown(nodeSelector)} of ${title(pool)} ${what}`);
    try {
      const selector = parseSelector(nodeSelector);
      const left = ofKind(resources, "Node").filter(({ metadata }) => !selector(metadata.labels ?? {}));
      const names = left.map(({ metadata }) => metadata.name).join(", ");
      return left.length === 0
        ? []
        : [said(`leaves out ${names}, and the embedded engine has one pool for all hosts. Use all().`)];
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      return [said(`cannot be read: ${error.message}. Use all().`)];
    }
  });
}
