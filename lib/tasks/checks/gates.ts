import { z } from "zod";
import { machinesOf } from "../../model/lab-spec.ts";
import { itself } from "../../probes/places.ts";
import { type CheckKind, seen } from "../check-kind.ts";
import { machine, machineComplaints } from "../places.ts";
import { ask } from "../run/ask.ts";

const schema = z.strictObject({
  machine: machine.describe("A host or router. Default: all of the lab's.").optional(),
});
type Options = z.infer<typeof schema>;

export const gatesCheck: CheckKind<Options> = {
  kind: "gates",
  about: "Whether machines pass all of their gates at this moment, as after a deploy.",
  schema,
  says: ({ machine = "every machine" }) => `${machine} passes its gates`,
  problems: ({ machine }, lab) =>
    machine === undefined ? [] : machineComplaints(lab, { machine }, "machine"),
  needs: ({ machine }, lab) => (machine === undefined ? machinesOf(lab).map(({ name }) => name) : [machine]),

  async look({ machine }, ground) {
    const machines = machine === undefined ? machinesOf(ground.lab).map(({ name }) => name) : [machine];
    const command = ["underlay-ready", "--now", "--explain"];
    const failing = await Promise.all(
      machines.map(async (name) => {
        const { exitCode, stdout, stderr } = await ask(ground, itself(name), command, 60);
        return exitCode === 0 ? [] : [`${name}: ${(stdout.trim() || stderr.trim()).split("\n")[0]}`];
      }),
    );
    const said = failing.flat();
    return seen(said.length === 0, said.length === 0 ? "all of them pass" : said.join("\n"));
  },
};
