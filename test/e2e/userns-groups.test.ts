import { expect, it } from "vitest";
import { useLab } from "./lab.ts";
import { docker, engine, fixtureLabs, installation, lines, underlay, until, words } from "./support.ts";

const name = "lab-e2e-groups";
const lab = useLab(name, fixtureLabs);
const host = `${name}-host1`;
const image = installation.images.workload.replace(/:.*/, ":latest");

const { version } = installation.controlGroups;
/** A file of the control group that a process sees as its own, by the version. */
const fileOf = (controller: string, first: string, second: string) =>
  version === 1 ? `/sys/fs/cgroup/${controller}/${first}` : `/sys/fs/cgroup/${second}`;
const memory = fileOf("memory", "memory.limit_in_bytes", "memory.max");

/** What a workload with 64 MiB and 20 processes says. */
const inWorkload = (...command: string[]) =>
  lab.out(
    "host1",
    ...words("docker run --rm --network none --memory 64m --pids-limit 20 --entrypoint"),
    ...["sh", image, "-c", ...command],
  );

it("a host with a user namespace limits its workloads by control groups that are its own", async () => {
  const files = [memory, fileOf("pids", "pids.max", "pids.max")];
  expect(lines(await inWorkload(`cat ${files.join(" ")}`))).toEqual([String(64 * 2 ** 20), "20"]);
  expect(await inWorkload("tail /dev/zero; echo ended with $?")).toBe("ended with 137\n");
});

it("it has no hold on its own limits", async () => {
  const { out } = lab;
  const top = version === 1 ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
  const script = `for file in $(ls ${top} | grep -E '^(memory|cpu|cpuset|pids|io)[.]'); do
    [ ! -O ${top}/$file ] || echo "$file is its own"; done`;
  expect(await out("host1", "sh", "-c", script)).toBe("");
  expect(await docker(`inspect --format {{.HostConfig.Memory}} ${host}`)).toBe(`${700 * 2 ** 20}\n`);
});

it("it begins at its first try, whoever enters at that moment, and is then as before", async () => {
  await engine.run(["restart", "--time", "5", host], { limit: 120 });
  for (let turn = 0; turn < 10; turn += 1)
    await Promise.all([1, 2, 3].map(() => engine.start(["exec", host, "underlay-exec", "true"])));
  await until(
    "the lab is ready",
    280,
    async () => (await underlay(["inspect", name], fixtureLabs)).exitCode === 0,
  );
  expect(await docker(`inspect --format {{.RestartCount}} ${host}`)).toBe("0\n");
  expect(lines(await inWorkload(`cat ${memory}`))).toEqual([String(64 * 2 ** 20)]);
});
