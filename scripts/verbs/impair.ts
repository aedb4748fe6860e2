import { Command } from "commander";
import { type Impairment, impairmentNames, impairmentParameters } from "../../lib/model/impairment.ts";
import { unknownName } from "../../lib/model/names.ts";
import { impairSegment } from "../../lib/runtime/labs/impairments.ts";
import { inspect } from "../../lib/runtime/labs/inspect.ts";
import { requireDeployed } from "../../lib/runtime/labs/presence.ts";
import { requireInstallation } from "../../lib/runtime/setup/installed.ts";
import { print } from "../../lib/runtime/terminal.ts";
import { segmentTable } from "./inspect.ts";

type Flags = { readonly [Name in keyof Impairment]?: string } & {
  readonly clear?: boolean;
  readonly json?: boolean;
};

export function impairCommand(): Command {
  const command = new Command("impair")
    .argument("<lab>")
    .argument("[segment]", "every machine on it impairs what it sends, so both directions are hit");
  for (const name of impairmentNames) {
    const { unit, help } = impairmentParameters[name];
    command.option(`--${name} <number>`, `${unit}: ${help}`);
  }
  return command
    .option("--clear", "a good wire again")
    .option("--json", "the segments as JSON")
    .addHelpText(
      "after",
      `
What is not named is not impaired: each call replaces what was there. It stays until the next call, also when a
machine restarts; runs record it. All but --rate needs a kernel with netem.

Examples:
  $ underlay impair lab-vxlan                           # show
  $ underlay impair lab-vxlan underlay --rate 100000    # 100 Mbit/s
  $ underlay impair lab-vxlan underlay --delay 10 --jitter 2 --loss 0.5
  $ underlay impair lab-vxlan underlay --clear`,
    )
    .action(async (name: string, segment: string | undefined, { clear, json, ...values }: Flags) => {
      const lab = await requireDeployed(name);
      const installation = requireInstallation();
      const wanted = read(values);
      const change = clear || Object.keys(wanted).length > 0;
      const known = lab.segments.map((each) => each.name);
      if (segment !== undefined && !known.includes(segment))
        throw new Error(unknownName(`the lab has no segment "${segment}"`, segment, known));
      if (change) {
        if (segment === undefined) throw new Error("name the segment: underlay impair LAB SEGMENT …");
        if (clear && Object.keys(wanted).length > 0) throw new Error("--clear goes with no other impairment");
        await impairSegment(lab, segment, wanted, installation);
      }
      const { segments } = await inspect(lab, installation);
      if (json) print(segments);
      else console.log(segmentTable({ segments }));
    });
}

/** What is no number is NaN, and is complained about as any value out of range. */
const read = (values: { readonly [Name in keyof Impairment]?: string }): Impairment =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, numberIn(value)]));

/** `Number` reads 0 out of nothing. */
const numberIn = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
