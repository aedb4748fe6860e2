import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { messageOf } from "../lib/model/errors.ts";
import { projectDir } from "../lib/runtime/project.ts";
import { fail, print } from "../lib/runtime/terminal.ts";
import { adoptToolEnvironment } from "../lib/runtime/tool-environment.ts";
import type { Verbs } from "./verb.ts";

const verbs: Verbs = {
  setup: [
    "find or make what labs need: engine, Terraform, docker provider, flanneld, images",
    async () => (await import("./verbs/setup.ts")).setupCommand(),
  ],
  doctor: [
    "what is wrong with the machine or a lab, and what mends it",
    async () => (await import("./verbs/doctor.ts")).doctorCommand(),
  ],
  list: [
    "the labs of this project: what each shows, and whether it is deployed",
    async () => (await import("./verbs/list.ts")).listCommand(),
  ],
  validate: [
    "check the labs without touching an engine; every problem is named with its place and its fix",
    async () => (await import("./verbs/validate.ts")).validateCommand(),
  ],
  show: [
    "a lab as a file in YAML, or resolved as JSON",
    async () => (await import("./verbs/show.ts")).showCommand(),
  ],
  deploy: [
    "deploy labs, wait until every gate is passed, then run their probes",
    async () => (await import("./verbs/deploy.ts")).deployCommand(),
  ],
  destroy: [
    "remove labs: containers, networks and volumes; their results stay",
    async () => (await import("./verbs/destroy.ts")).destroyCommand(),
  ],
  inspect: [
    "a deployed lab as it is now: hosts, routers, addresses, gates, workloads, BGP sessions, segments",
    async () => (await import("./verbs/inspect.ts")).inspectCommand(),
  ],
  exec: [
    "run a command in a host, router or workload of a deployed lab",
    async () => (await import("./verbs/exec.ts")).execCommand(),
  ],
  trace: [
    "the way of a packet, device by device, with the table entry that decided each step",
    async () => (await import("./verbs/trace.ts")).traceCommand(),
  ],
  graph: [
    "a picture of a lab: svg, Graphviz, Mermaid or D2; from its file, or as it runs",
    async () => (await import("./verbs/graph.ts")).graphCommand(),
  ],
  capture: [
    "packets of a running lab as they pass, decoded by the lab's mode",
    async () => (await import("./verbs/capture.ts")).captureCommand(),
  ],
  impair: [
    "make a segment of a running lab worse than a good wire, or good again; or show how it is",
    async () => (await import("./verbs/impair.ts")).impairCommand(),
  ],
  link: [
    "set a machine's link to a segment of a running lab down, or up again",
    async () => (await import("./verbs/link.ts")).linkCommand(),
  ],
  workload: [
    "add a workload to a host of a running lab, or remove it again",
    async () => (await import("./verbs/workload.ts")).workloadCommand(),
  ],
  probe: [
    "run the probes of a deployed lab once more",
    async () => (await import("./verbs/probe.ts")).probeCommand(),
  ],
  compare: [
    "probe deployed labs in turns, and tell which differ by more than noise",
    async () => (await import("./verbs/compare.ts")).compareCommand(),
  ],
  report: [
    "print a run's table and write its report.html anew",
    async () => (await import("./verbs/report.ts")).reportCommand(),
  ],
  claims: [
    "check the article's claims against the latest runs, with the evidence for each",
    async () => (await import("./verbs/claims.ts")).claimsCommand(),
  ],
  scale: [
    "measure what grows with the number of hosts",
    async () => (await import("./verbs/scale.ts")).scaleCommand(),
  ],
  completion: [
    "a script that completes commands in bash, zsh or fish",
    async () => (await import("./verbs/completion.ts")).completionCommand(),
  ],
};

/** What completion scripts call. */
const hidden: Verbs = {
  complete: ["", async () => (await import("./verbs/completion.ts")).completeCommand(verbs)],
};

adoptToolEnvironment();
const { version } = JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8"));
const program = new Command("underlay")
  .description("Container-networking labs as code: deploy them, look into them, measure them.")
  .version(version)
  .showHelpAfterError('(try "underlay --help")')
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .addHelpText(
    "after",
    `
Results go to stdout (JSON with --json), progress and logs to stderr.
Exit codes: 0 passed, 1 failed, 2 nothing ran, 3 warnings only.

Examples:
  $ underlay setup                      # once on a machine
  $ underlay deploy lab-vxlan           # hosts, network, workloads; then its probes
  $ underlay exec lab-vxlan client -- ping -c 3 10.244.2.2
  $ underlay destroy lab-vxlan`,
  );

/** A broken or half-installed module: in one line, whatever its reason looks like. */
function notLoaded(name: string, error: unknown): never {
  const reason = messageOf(error);
  throw new Error(`the verb ${name} cannot be loaded: ${reason.trim().replaceAll(/\s*\n\s*/g, " ")}`, {
    cause: error,
  });
}

// The words before "--" are ours; what follows is the command of `exec`.
const [, , ...given] = process.argv;
const own = given.includes("--") ? given.slice(0, given.indexOf("--")) : given;
const called = own.filter((word) => !word.startsWith("-")).slice(0, 2);

try {
  for (const [name, [about, load]] of Object.entries({ ...verbs, ...hidden })) {
    const isCalled = called[0] === name || (called[0] === "help" && called[1] === name);
    const command = isCalled ? await load().catch((error) => notLoaded(name, error)) : new Command(name);
    program.addCommand(command.description(about), { hidden: name in hidden });
  }
  await program.parseAsync();
} catch (error) {
  fail(error);
  // Whoever asked for JSON gets JSON, also of a failure.
  if (own.includes("--json")) print({ error: messageOf(error) });
}
