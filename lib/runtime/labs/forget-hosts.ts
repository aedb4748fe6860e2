import type { Installation } from "../../model/installation.ts";
import type { LabSpec } from "../../model/lab-spec.ts";
import { Engine } from "../engine/engine.ts";

/**
 * Takes hosts that left a lab out of its datastore, where their leases or nodes would stay: the others would keep routes to
 * them, and wait for their answer. (flannel's leases end after a day; Calico's nodes stay until someone deletes them.)
 * Returns the keys that are gone.
 */
export async function forgetRemovedHosts(
  { hosts, mode }: LabSpec,
  installation: Installation,
): Promise<string[]> {
  const [any] = hosts;
  if (!mode.needsDatastore || !any) return [];
  const remaining = hosts.map(({ name, workloadSubnet }) => ({ name, workloadSubnet }));
  const command = ["underlay-forget", JSON.stringify(remaining)];
  const keys = await new Engine(installation).run(Engine.inside(any.container, command));
  return keys.split("\n").filter((key) => key !== "");
}
