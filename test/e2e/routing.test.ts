import { expect, it } from "vitest";
import { machinesOf } from "../../lib/model/lab-spec.ts";
import { expectEveryPair, nextHops, useLab } from "./lab.ts";
import { fixtureLabs, underlay, words } from "./support.ts";

const lab = useLab("lab-e2e-computed", fixtureLabs);

it("hosts and routers have the computed routes, equal ways included, and packets cross them", async () => {
  const machines = machinesOf(await lab.spec());
  for (const { name, routes } of machines)
    for (const { destination, via } of routes)
      expect(
        nextHops(await lab.out(name, "ip", "route", "show", destination)),
        `${name} to ${destination}`,
      ).toEqual([...via].sort());
  const ways = (name: string) =>
    machines.find((machine) => machine.name === name)?.routes.map(({ via }) => via.length);
  expect(ways("host1")).toEqual([2, 2]);
  expect(ways("router3")).toEqual([2]);
  await expectEveryPair(lab);
});

it("the largest packets pass a segment with a rate", async () => {
  const impaired = await underlay(["impair", "lab-e2e-computed", "near", "--rate", "10000"], fixtureLabs);
  expect(impaired.exitCode, impaired.stderr).toBe(0);
  const { hosts, routers } = await lab.spec();
  const onNear = [...hosts, ...routers].flatMap(({ name, interfaces }) =>
    name === "host1"
      ? []
      : interfaces.filter(({ segment }) => segment === "near").map(({ address }) => address),
  );
  expect(onNear.length).toBe(2);
  // 65,507 bytes fill an IPv4 packet; what tbf lets pass at once was 16,384 at least, and at most.
  for (const address of onNear)
    for (const size of [1000, 16_342, 16_343, 65_507]) {
      const said = await lab.out("host1", ...words(`ping -n -c 2 -i 0.5 -W 3 -M do -s ${size} ${address}`));
      expect(said, `${size} bytes to ${address}`).toContain(" 2 received");
    }
});
