import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { faultKindOf } from "../../lib/tasks/faults.ts";
import { lab } from "../fixtures/faulty.ts";
import { faultOf, groundOf } from "../fixtures/ground.ts";
import { Machines } from "../fixtures/machine.ts";

/** bird.conf of a host of a mesh, as the lab gave it. */
const right = readFileSync(join(import.meta.dirname, "../fixtures/bird/mesh.conf"), "utf8");

describe.each([
  ["bgp-down", {}, /neighbor 100\.64\.4\.1 as 64512;\n {2}disabled on;\n/],
  ["bgp-wrong-as", { as: 65_001 }, /neighbor 100\.64\.4\.1 as 65001;\n/],
  ["bgp-wrong-password", { password: "other" }, /neighbor 100\.64\.4\.1 as 64512;\n {2}password "other";\n/],
] as const)("%s", (kind, options, fault) => {
  const mesh: LabSpec = {
    ...lab,
    hosts: lab.hosts.map((each, index) => ({
      ...each,
      interfaces: each.interfaces.map((link) => ({ ...link, address: `100.64.4.${index + 1}` })),
    })),
  };
  const made = () => {
    const machines = new Machines();
    machines.files["/etc/underlay/bird.conf"] = right;
    machines.files["/var/lib/underlay/wanted.json"] = JSON.stringify({
      files: { "/etc/underlay/bird.conf": right },
    });
    const ends = { machine: "host2", peer: "host1", ...options };
    const bench = groundOf({ lab: mesh, exec: machines.exec });
    return { machines, of: faultKindOf({ kind }), options: faultOf(kind, ends).options, bench };
  };
  const bird = ({ files }: Machines) => files["/etc/underlay/bird.conf"] ?? "";

  it("is in the session's configuration, and in nothing else", async () => {
    const { machines, of, options: given, bench } = made();
    const memory = await of.look(given, bench);
    await of.apply(given, bench, memory);
    expect(bird(machines)).toMatch(fault);
    expect(
      bird(machines)
        .split("\n")
        .filter((line) => !right.includes(line)).length,
    ).toBeLessThanOrEqual(1);
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(right);
  });

  it("is taken back whatever somebody wrote, and leaves what they wrote elsewhere", async () => {
    const { machines, of, options: given, bench } = made();
    const memory = await of.look(given, bench);
    await of.apply(given, bench, memory);
    machines.files["/etc/underlay/bird.conf"] = `# mine\n${bird(machines)}`;
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(`# mine\n${right}`);
    machines.files["/etc/underlay/bird.conf"] = "nonsense {";
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(right);
    delete machines.files["/etc/underlay/bird.conf"];
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(right);
  });

  it("is taken back to what the lab has by then", async () => {
    const { machines, of, options: given, bench } = made();
    const memory = await of.look(given, bench);
    await of.apply(given, bench, memory);
    const later = right.replaceAll("64512", "64600");
    machines.files["/var/lib/underlay/wanted.json"] = JSON.stringify({
      files: { "/etc/underlay/bird.conf": later },
    });
    machines.files["/etc/underlay/bird.conf"] = later;
    await of.undo(given, bench, memory);
    expect(bird(machines)).toBe(later);
    machines.files["/var/lib/underlay/wanted.json"] = JSON.stringify({ files: {} });
    machines.done.length = 0;
    await of.undo(given, bench, memory);
    expect(machines.done).toEqual([]);
  });

  it("is refused where there is no such session", async () => {
    const { machines, of, options: given, bench } = made();
    machines.files["/var/lib/underlay/wanted.json"] = JSON.stringify({ files: {} });
    await expect(of.look(given, bench)).rejects.toThrow("host2 is configured to no BGP session with host1");
  });
});
