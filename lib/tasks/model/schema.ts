import { z } from "zod";
import { instances } from "../../model/address-plan.ts";
import { argv } from "../argv.ts";
import { checkChoices } from "../checks.ts";
import { faultChoices } from "../faults.ts";
import { line, text } from "../plain.ts";

/** Files of workshops and tasks (docs/workshop.schema.json). What is a choice of several has a schema of its own, by its name. */

const name = (what: string) =>
  z
    .string()
    .max(40)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, {
      error: `This is no ${what}. Use 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter.`,
    });

const list = <Schema extends z.ZodType>(schema: Schema, most: number) =>
  z.array(schema).max(most, { error: `These are too many. Use ${most} at most.` });

const step = z.strictObject({
  at: z.string().describe("The host, router or workload in which it runs."),
  run: argv,
});

/** The parts of a task that are choices are read one by one. */
export const taskShape = {
  id: name("name of a task").describe("The task's name, as commands take it."),
  title: line(120).describe("One line."),
  text: text(20_000).describe("What is to be done, in Markdown."),
  hints: list(text(4000), 20)
    .default([])
    .describe("Markdown each, from a nudge to the answer. They are shown one by one."),
  checks: z.unknown(),
  fault: z.unknown().optional(),
  solution: list(step, 100)
    .default([])
    .describe("Commands that solve the task, one after the other. Tests run them; nobody is shown them."),
};

export const workshopShape = {
  title: line(120).describe("What the workshop is called.").optional(),
  lab: z
    .string()
    .max(400)
    .regex(/^([a-z][a-z0-9]*(-[a-z0-9]+)*|([^\p{C}\\]*\/)?lab-[a-z0-9-]+\.(ts|ya?ml))$/u, {
      error:
        "This is no lab. Name one of the project's labs, e.g. lab-vxlan, or a lab's file from this one's folder on, e.g. ./lab-vxlan.yaml.",
    })
    .describe(
      "The lab that every seat gets: the name of one of the project's, or a lab's file from this file's folder on, in YAML or TypeScript.",
    )
    .optional(),
  seats: z
    .int()
    .min(1)
    .max(instances - 1, {
      error: `A lab has ${instances - 1} seats at most: each is an instance with addresses of its own.`,
    })
    .describe("How many seats there are. Default: 1.")
    .optional(),
  tasks: z.unknown(),
};

const oneOf = (choices: Readonly<Record<string, { readonly about: string; readonly schema: z.ZodObject }>>) =>
  z.union(
    Object.entries(choices).flatMap(([kind, { about, schema }]): z.ZodType[] => {
      const options = schema.describe(about);
      // What needs no option may be its name alone, or have nothing behind it.
      return schema.safeParse({}).success
        ? [z.literal(kind), z.strictObject({ [kind]: options.nullable() })]
        : [z.strictObject({ [kind]: options })];
    }),
  );

const faults = oneOf(faultChoices);
const task = z.strictObject({
  ...taskShape,
  checks: z
    .array(oneOf(checkChoices))
    .describe("What must be so. The task is solved when each that is no warning passes."),
  fault: z
    .union([faults, z.array(faults)])
    .describe("What is broken when the task starts: a fault, or several.")
    .optional(),
});

/** For editors, and for the reference: what `readWorkshop` takes. */
export const workshopSchema = z
  .strictObject({
    ...workshopShape,
    tasks: z
      .union([z.string(), z.array(z.union([task, z.string()]))])
      .describe("Tasks in their order; a text among them is a file of tasks, beside this one."),
  })
  .describe("A workshop, or tasks alone.");
