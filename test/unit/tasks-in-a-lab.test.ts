import { describe, expect, it } from "vitest";
import { filled, taskIn, unknownIn } from "../../lib/tasks/model/placeholders.ts";
import { twoHosts } from "../fixtures/probing.ts";
import { inLine, read, sound } from "../fixtures/tasks.ts";

const lab = twoHosts();

describe("tasks in a lab", () => {
  const told = (from: string, to: string) => read(sound.replace(from, to)).problemsWith(lab).map(inLine);

  it("name what it has", () => {
    expect(read(sound).problemsWith(lab)).toEqual([]);
  });

  it.each([
    [
      "from: client",
      "from: clinet",
      'w.yaml:14:23 lab-test has no host, router or workload "clinet"; did you mean "client"? Known: host1, host2, client, server.',
    ],
    [
      "to: host2",
      "to: 10.0.0.999",
      'w.yaml:15:34 "10.0.0.999" is no address, and lab-test has no host, router or workload of that name. Known: host1, host2, client, server.',
    ],
    [
      "ping: { from: client, to: server, wait: 20 }",
      "route: { at: host1, to: 10.244.2.1/24 }",
      'w.yaml:14:33 "10.244.2.1/24" is no network. Use one such as 10.244.2.0/24: its address, with nothing behind the prefix, and the prefix\'s length.',
    ],
    ...["10.244.2.1/24", "300.1.1.0/24", "10.0.0.0/99"].map((to) => [
      "link-down: { machine: host1, segment: underlay }",
      `route-deleted: { machine: host1, to: ${to} }`,
      `w.yaml:12:44 "${to}" is no network. Use one such as 10.244.2.0/24: its address, with nothing behind the prefix, and the prefix's length.`,
    ]),
    [
      "machine: host1",
      "machine: host9",
      'w.yaml:12:29 lab-test has no host or router "host9"; did you mean "host1"? Known: host1, host2.',
    ],
    [
      "segment: underlay",
      "segment: right",
      'w.yaml:12:45 host1 is not on a segment "right". It is on: underlay.',
    ],
    [
      "{{address server}}",
      "{{address sever}}",
      'w.yaml:7:11 lab-test has no machine or workload "sever"; did you mean "server"? Known: host1, host2, client, server.',
    ],
    [
      "{{address server}}",
      "{{subnet client}}",
      'w.yaml:7:11 lab-test has no host "client". Known: host1, host2.',
    ],
    [
      "{{address server}}",
      "{{address }}",
      "w.yaml:7:11 {{address }} is no placeholder. Write {{address NAME}}, {{address MACHINE SEGMENT}} or {{subnet HOST}}.",
    ],
    ...["{{address}}", "{{ subnet }}", "{{address:server}}", "{{subnet host1 underlay}}"].map((wrong) => [
      "{{address server}}",
      wrong,
      `w.yaml:7:11 ${wrong} is no placeholder. Write {{address NAME}}, {{address MACHINE SEGMENT}} or {{subnet HOST}}.`,
    ]),
    [
      "{{address server}}",
      "{{  address sever  }}",
      'w.yaml:7:11 lab-test has no machine or workload "sever"; did you mean "server"? Known: host1, host2, client, server.',
    ],
    [
      "to: server",
      "to: '{{address sever}}'",
      'w.yaml:14:35 lab-test has no machine or workload "sever"; did you mean "server"? Known: host1, host2, client, server.',
    ],
    [
      "machine: host1",
      "machine: '{{subnet host9}}'",
      'w.yaml:12:29 lab-test has no host "host9"; did you mean "host1"? Known: host1, host2.',
    ],
    [
      "at: host1",
      "at: '{{address}}'",
      "w.yaml:17:15 {{address}} is no placeholder. Write {{address NAME}}, {{address MACHINE SEGMENT}} or {{subnet HOST}}.",
    ],
    [
      "at: host1",
      "at: host3",
      'w.yaml:17:15 lab-test has no host, router or workload "host3"; did you mean "host1"? Known: host1, host2, client, server.',
    ],
  ])("are told what it has not: %s -> %s", (from, to, problem) => {
    expect(told(from, to)).toEqual([problem]);
  });

  it("read with the lab's own addresses", () => {
    const [task] = read(sound).tasks;
    if (!task) throw new Error("no task");
    const inLab = taskIn(lab, task);
    expect(inLab.text).toBe("The client cannot reach 10.244.2.2. Mend it.\n");
    expect(inLab.solution[0]?.run[2]).toBe('ip link set dev "$(underlay-device 100.65.0.1)" up');
    expect(
      filled(lab, ["{{address host2 underlay}} {{subnet host2}}", { a: "{{.Names}} {{end}}" }, 5]),
    ).toEqual(["100.65.0.2 10.244.2.0/24", { a: "{{.Names}} {{end}}" }, 5]);
    expect(filled(lab, "{{ address server }} {{address  host2  underlay }}")).toBe("10.244.2.2 100.65.0.2");
  });

  it("read as they are where something else is in braces", () => {
    const text = "{{.Address}} {{addresses host1}} {{ subnets }} {address host1}";
    expect(filled(lab, text)).toBe(text);
    expect(unknownIn(lab, text)).toEqual([]);
  });
});
