import { count, gibibytes } from "../../figures/format.ts";
import type { ReadState } from "../../probes/host-state.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { stateAmong, statesOf } from "../../tables/states.ts";
import { type Html, html } from "../html.ts";
import { row, type Section, section, table } from "../section.ts";

export const environment: Section = (run) => {
  const states = statesOf(run);
  const hosts = [...new Set(states.map(({ host }) => host))].flatMap((name) => {
    const state = stateAmong(states, name);
    return state?.status === "ok" ? state : [];
  });
  return section(
    "environment",
    "Environment",
    "",
    html`${machineTable(run.environment)}${hosts.length > 0 && hostTable(hosts)}`,
  );
};

const accelerators = {
  kvm: "executed by the machine's CPU (KVM)",
  tcg: "translated by QEMU (TCG): compare their figures with each other only",
};

const namespaces = {
  all: "each container host and router has one of its own: its root is nobody on the machine",
  some: "some container hosts and routers have one of their own",
};

function machineTable(environment: RunRecord["environment"]): Html {
  const { accelerator, images, userNamespace } = environment;
  return table(
    "Machine",
    ["Machine", "Value"],
    [
      ...machineRows(environment),
      ...(accelerator === null ? [] : [row("VM hosts", accelerators[accelerator])]),
      ...(userNamespace === "none" ? [] : [row("User namespaces", namespaces[userNamespace])]),
      ...Object.entries(images).map(([name, image]) =>
        row(`Image: ${name}`, html`<span class="mono">${image}</span>`),
      ),
    ],
  );
}

/** The machine that something was measured on. */
export const machineRows = ({
  engine,
  kernel,
  cpuModel,
  cpus,
  memoryBytes,
  underlay,
}: RunRecord["environment"]): Html[] => [
  row("Engine", engine),
  row("Kernel", kernel),
  row("CPU", `${count(cpus)} × ${cpuModel}`),
  row("Memory", gibibytes(memoryBytes)),
  row("Underlay", underlay),
];

/** Hosts that are alike share a row. */
function hostTable(hosts: readonly ReadState[]): Html {
  const alike = new Map<string, ReadState[]>();
  for (const host of hosts) {
    const key = JSON.stringify([host.kernel, host.versions]);
    alike.set(key, [...(alike.get(key) ?? []), host]);
  }
  return table("Hosts", ["Hosts", "Kernel", "Programs"], [...alike.values()].map(hostRow));
}

function hostRow(hosts: readonly ReadState[]): Html {
  const [first] = hosts;
  const programs = Object.entries(first?.versions ?? {});
  return row(
    hosts.map(({ host }) => host).join(", "),
    first?.kernel ?? "",
    html`${programs.map(([name, version]) => html`<div>${name}: ${version}</div>`)}`,
  );
}
