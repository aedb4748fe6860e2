import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasTasks, readWorkshop } from "../../lib/tasks/model/read.ts";
import { complaintsIn, read, reading, sound, withFiles } from "../fixtures/tasks.ts";

const wrong = (from: string, to: string) => complaintsIn({ "w.yaml": sound.replace(from, to) });

describe("a file of tasks", () => {
  it("is a workshop, with every option filled in", () => {
    const { title, lab: name, seats, tasks } = read(sound);
    expect({ title, name, seats }).toEqual({ title: "Two hosts", name: "lab-test", seats: 3 });
    expect(tasks).toEqual([
      {
        id: "mend-the-link",
        title: "A link is down",
        text: "The client cannot reach {{address server}}. Mend it.\n",
        hints: ["Look at the devices of host1."],
        checks: [
          {
            kind: "ping",
            options: { from: "client", to: "server", expect: "replies", count: 3 },
            ...{ wait: 20, level: "error", label: null },
          },
          {
            kind: "ping",
            options: { from: "host1", to: "host2", expect: "replies", count: 3 },
            ...{ wait: 0, level: "warning", label: "The hosts see each other" },
          },
        ],
        faults: [{ kind: "link-down", options: { machine: "host1", segment: "underlay" } }],
        solution: [
          {
            at: "host1",
            run: ["sh", "-c", 'ip link set dev "$(underlay-device {{address host1}})" up'],
          },
        ],
      },
    ]);
  });

  it("may have tasks alone, and several faults", () => {
    const {
      title,
      lab: name,
      seats,
      tasks,
    } = read(
      "tasks:\n  - id: a\n    title: A\n    text: A\n    checks: [gates: {}]\n    fault:\n      - link-down: { machine: host1 }\n      - link-down: { machine: host2 }\n",
    );
    expect([title, name, seats]).toEqual([null, null, null]);
    expect(tasks[0]?.faults.map(({ options }) => options)).toEqual([
      { machine: "host1" },
      { machine: "host2" },
    ]);
  });

  it("may name files of tasks beside it", () => {
    const task = (id: string) => `  - id: ${id}\n    title: A\n    text: A\n    checks: [gates]\n`;
    const files = {
      "w.yaml": `title: W\nlab: lab-test\ntasks:\n  - more.yaml\n${task("own")}`,
      "more.yaml": `tasks:\n${task("first")}${task("second")}`,
    };
    expect(reading(files).tasks.map(({ id }) => id)).toEqual(["first", "second", "own"]);
    const chapter = `title: C\nlab: lab-other\nseats: 9\n${files["more.yaml"]}`;
    expect(reading({ ...files, "more.yaml": chapter })).toMatchObject({
      ...{ title: "W", lab: "lab-test", seats: null },
      tasks: [{ id: "first" }, { id: "second" }, { id: "own" }],
    });
    expect(complaintsIn({ ...files, "more.yaml": `titel: C\nseats: 0\n${files["more.yaml"]}` })).toEqual([
      'more.yaml:1:1 There is no key "titel" here; did you mean "title"? Known: title, lab, seats, tasks.',
      "more.yaml:2:8 seats is 0. Use 1 or more.",
    ]);
    expect(complaintsIn({ ...files, "more.yaml": `tasks:\n${task("own").replace("id", "if")}` })).toEqual([
      "more.yaml:2:5 id is missing. Give it text.",
      'more.yaml:2:5 There is no key "if" here; did you mean "id"? Known: id, title, text, hints, checks, fault, solution.',
    ]);
    expect(complaintsIn({ ...files, "more.yaml": `tasks:\n${task("own")}` })).toEqual([
      'w.yaml:5:9 There is another task "own". Give each a name of its own.',
    ]);
    expect(complaintsIn({ ...files, "more.yaml": "tasks: w.yaml\n" })).toEqual([
      "more.yaml:1:8 A file of tasks that another one names can name no further ones. List the tasks here.",
    ]);
  });

  it.each([["../w.yaml"], ["/etc/passwd"], ["x/../../w.yaml"]])("names no file elsewhere: %s", (name) => {
    expect(complaintsIn({ "w.yaml": `tasks: [${name}]\n` })).toEqual([
      "w.yaml:1:9 A file of tasks lies beside this one, or in a folder below. Name it from here.",
    ]);
  });

  it("of a workshop has a title and a lab, and one seat unless it says otherwise", () => {
    const inFile = (text: string) =>
      withFiles({ "w.yaml": text }, (folder) => readWorkshop(join(folder, "w.yaml"), "w.yaml"));
    expect(inFile(sound)).toMatchObject({ title: "Two hosts", lab: "lab-test", seats: 3 });
    expect(inFile(sound.replace("seats: 3\n", "")).seats).toBe(1);
    expect(() => inFile(sound.replace("lab: lab-test\n", ""))).toThrow(
      "[w.yaml] A workshop has title, lab, seats and tasks; this file lacks lab. Add it, or check its tasks by themselves: underlay check LAB --file w.yaml",
    );
  });

  it("is told from one of a lab, also where it is unsound", () => {
    const has = (text: string) => withFiles({ "w.yaml": text }, (folder) => hasTasks(join(folder, "w.yaml")));
    expect([sound, "tasks: 5", "segments: {}", "- tasks", "a: {", ""].map(has)).toEqual([
      ...[true, true, false, false, false, false],
    ]);
    expect(hasTasks("/nowhere/w.yaml")).toBe(false);
  });
});

describe("what is wrong with a file of tasks", () => {
  it.each<[string, string, string[]]>([
    [
      "lab: lab-test",
      "lab: ../x",
      [
        "w.yaml:2:6 This is no lab. Name one of the project's labs, e.g. lab-vxlan, or a lab's file from this one's folder on, e.g. ./lab-vxlan.yaml.",
      ],
    ],
    [
      "seats: 3",
      "seats: 1000",
      ["w.yaml:3:8 A lab has 63 seats at most: each is an instance with addresses of its own."],
    ],
    [
      "seats: 3",
      "seat: 3",
      ['w.yaml:3:1 There is no key "seat" here; did you mean "seats"? Known: title, lab, seats, tasks.'],
    ],
    [
      "id: mend-the-link",
      "id: Mend <b>",
      [
        "w.yaml:5:9 This is no name of a task. Use 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter.",
      ],
    ],
    [
      "title: A link is down",
      'title: "A \\e[31mlink"',
      ["w.yaml:6:12 There is a control character in this text. Remove it."],
    ],
    ["title: A link is down", 'title: "A\\nlink"', ["w.yaml:6:12 This is more than one line. Use one."]],
    [
      "link-down: {",
      "link-dwn: {",
      [
        expect.stringMatching(
          /^w\.yaml:12:7 There is no kind of fault "link-dwn"; did you mean "link-down"\? Known: link-down/,
        ),
      ],
    ],
    [
      "link-down: { machine: host1, segment: underlay }",
      "link-down: host1",
      ['w.yaml:12:18 link-down is "host1". Use a map of keys and values.'],
    ],
    [
      "ping: { from: client, to: server, wait: 20 }",
      "gates: host1",
      ['w.yaml:14:16 gates is "host1". Use a map of keys and values.'],
    ],
    ["machine: host1, ", "", ["w.yaml:12:7 machine is missing. Give it text."]],
    ["ping: { from: client, to: server, wait: 20 }", "ping", ["w.yaml:14:9 ping needs options: from, to."]],
    [
      "ping: { from: client, to: server, wait: 20 }",
      "command: { at: host1, run: [ip, link], contains: 1450 }",
      [
        "w.yaml:14:58 1450 cannot be looked for. Use text, or a list of 1 to 50 texts; put numbers in quotes.",
      ],
    ],
    [
      "ping: { from: client, to: server, wait: 20 }",
      "command: { at: host1, run: [ip, link], lacks: [1450] }",
      [
        "w.yaml:14:48 [ 1450 ] cannot be looked for. Use text, or a list of 1 to 50 texts; put numbers in quotes.",
      ],
    ],
    ["wait: 20 }", "wait: forever }", ['w.yaml:14:49 wait is "forever". Use a number.']],
    [
      "wait: 20 }",
      "wait: 20, conut: 1 }",
      [
        'w.yaml:14:53 There is no key "conut" here; did you mean "count"? Known: from, to, expect, count, wait, level, label.',
      ],
    ],
    ["level: warning", "level: warn", ['w.yaml:15:48 level is "warn". Valid: error, warning.']],
    [
      "run: [sh, -c, 'ip link set dev \"$(underlay-device {{address host1}})\" up']",
      "run: []",
      ["w.yaml:17:22 There is no command here. Give a list of a program and its arguments."],
    ],
    [
      "run: [sh, -c, 'ip link set dev \"$(underlay-device {{address host1}})\" up']",
      "run: ip link",
      ['w.yaml:17:27 solution[0].run is "ip link". Use a list.'],
    ],
  ])("is told where it is: %s -> %s", (from, to, problems) => {
    expect(wrong(from, to)).toEqual(problems);
  });

  it("is told all at once", () => {
    const text = sound
      .replace("seats: 3", "seats: 0")
      .replace("title: A link is down", "titel: x")
      .replace("to: server", "to: 5");
    expect(complaintsIn({ "w.yaml": text }).map((line) => line.split(" ")[0])).toEqual([
      "w.yaml:3:8",
      "w.yaml:5:5",
      "w.yaml:6:5",
      "w.yaml:14:35",
    ]);
  });

  it("is what is no task", () => {
    expect(complaintsIn({ "w.yaml": "tasks: [5]" })).toEqual([
      "w.yaml:1:9 tasks[0] is 5. Use a map of keys and values.",
    ]);
  });

  it.each(["checks: []", "checks:"])("is a task without a check: %s", (checks) => {
    expect(complaintsIn({ "w.yaml": `tasks: [{ id: a, title: A, text: A, ${checks} }]` })).toEqual([
      "w.yaml:1:37 A task needs a check at least: nothing else tells that it is solved.",
    ]);
  });

  it.each([
    "",
    "# nothing\n",
    "tasks:\n",
    "tasks: []\n",
    "- a\n",
    "tasks: 5\n",
    "a: {b: c\n",
    "tasks:\n---\ntasks:\n",
  ])("is no crash, whatever it is: %j", (text) =>
    expect(complaintsIn({ "w.yaml": text }).length).toBeGreaterThan(0),
  );
});
