import { z } from "zod";
import { labClaimIds } from "../../model/claim-ids.ts";
import { machinesOf } from "../../model/lab-spec.ts";
import { type CheckKind, seen } from "../check-kind.ts";

const schema = z.strictObject({
  id: z.enum(labClaimIds).describe("The claim, as `underlay claims` lists it."),
});
type Options = z.infer<typeof schema>;

export const claimCheck: CheckKind<Options> = {
  kind: "claim",
  about:
    "Whether a claim holds of the lab as it is now: its probes are run once, quickly, and only that run is asked.",
  schema,
  says: ({ id }) => `the claim ${id} holds`,
  needs: (_, lab) => machinesOf(lab).map(({ name }) => name),

  async look({ id }, ground) {
    const { verdict, evidence } = await ground.judge(id);
    const against = evidence.filter((fact) => fact.verdict === (verdict === "fails" ? "fails" : "unknown"));
    const said = against.map(({ what, shows }) => `${what}: ${shows}`).join("\n");
    if (verdict === "unknown") throw new Error(said || "the run does not tell");
    return seen(verdict === "holds", verdict === "holds" ? "a run of the lab shows it" : said);
  },
};
