import type { Installation } from "../../model/installation.ts";
import { routesCommand } from "../../model/machine-routes.ts";
import { type NeighbourTable, parseNeighbourTable, readScript } from "../../scale/neighbour-table.ts";
import { Engine } from "../engine/engine.ts";

/** What the engine's machine has of its own network that decides whether a lab has room in it. */
export interface MachineNetwork {
  /** As `ip route` prints them, of all tables. */
  readonly routes: string;
  /** Undefined where the machine does not tell: an engine inside a container has no such settings. */
  readonly neighbours: NeighbourTable | undefined;
}

const mark = "neighbours:\n";
const script = `${routesCommand.join(" ")} && printf ${JSON.stringify(mark)} && { ${readScript} || true; }`;

/** Reads all of it at once: making a container takes far more than any of the questions. */
export async function readMachineNetwork(
  engine: Engine,
  { images }: Pick<Installation, "images">,
): Promise<MachineNetwork> {
  const told = await engine.run(Engine.once(images.probe, ["sh", "-c", script], { network: "host" }));
  const [routes = "", neighbours = ""] = told.split(mark);
  return { routes, neighbours: readTable(neighbours) };
}

function readTable(text: string): NeighbourTable | undefined {
  try {
    return parseNeighbourTable(text);
  } catch {
    return undefined;
  }
}
