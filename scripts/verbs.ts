import type { Verbs } from "./verb.ts";

/** Every verb of the command line, in the order of its help. */
export const verbs: Verbs = {
  init: [
    "make a project of one's own, with two labs to begin with",
    async () => (await import("./verbs/init.ts")).initCommand(),
  ],
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
  workshop: [
    "identical labs for the seats of a workshop: bring them up, look, make one anew, take all down",
    async () => (await import("./verbs/workshop.ts")).workshopCommand(),
  ],
  probe: [
    "run the probes of a deployed lab once more",
    async () => (await import("./verbs/probe.ts")).probeCommand(),
  ],
  compare: [
    "measure labs in turns, and tell which differ by more than noise",
    async () => (await import("./verbs/compare.ts")).compareCommand(),
  ],
  gate: [
    "judge a lab against another one: pass, regression, improvement or not sure; for CI",
    async () => (await import("./verbs/gate.ts")).gateCommand(),
  ],
  check: [
    "run the checks of tasks on a deployed lab: which are solved",
    async () => (await import("./verbs/check.ts")).checkCommand(),
  ],
  fault: [
    "break something in a running lab on purpose, or take it back",
    async () => (await import("./verbs/fault.ts")).faultCommand(),
  ],
  report: [
    "print what a stored run, comparison or gate says, and write its page anew",
    async () => (await import("./verbs/report.ts")).reportCommand(),
  ],
  runs: [
    "what is stored of earlier runs, comparisons and gates: list, trend, figures for other programs; prune",
    async () => (await import("./verbs/runs.ts")).runsCommand(),
  ],
  diff: [
    "two runs side by side: their figures, and what else they do not share",
    async () => (await import("./verbs/diff.ts")).diffCommand(),
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
