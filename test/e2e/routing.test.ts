import { expect, it } from "vitest";
import { machinesOf } from "../../lib/model/lab-spec.ts";
import { expectEveryPair, nextHops, useLab } from "./lab.ts";
import { fixtureLabs } from "./support.ts";

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
