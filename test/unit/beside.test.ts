import { mkdirSync, rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { instances, slots } from "../../lib/model/address-plan.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { beside } from "../../lib/runtime/bench/beside.ts";
import { declaration, host } from "../fixtures/declaration.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));
beforeAll(() => mkdirSync(stateDir));
afterAll(() => rmSync(projectDir, { recursive: true }));

/** The first host of the last lab of the address plan. */
const hostWith = (userNamespace: boolean) => {
  const hosts = [host(1, "client", { userNamespace })];
  const [found] = resolveLab(declaration({ slot: slots - 1, instance: instances - 1, hosts })).hosts;
  if (!found) throw new Error("the lab has no host");
  return found;
};

it("a container beside a machine with a user namespace becomes its root's user by itself: engines are told of none above 2147483647", async () => {
  const machine = hostWith(true);
  expect(machine.firstId).toBeGreaterThan(2 ** 31);
  const { flags, entering } = await beside(machine);
  expect(flags).not.toContain("--user");
  expect(flags.join(" ")).toMatch(/^--network none --cap-drop ALL --cap-add SETUID --cap-add SETGID --pid /);
  const { firstId } = machine;
  expect(entering(["tcpdump", "-i", "eth0"])).toEqual([
    ...["setpriv", `--reuid=${firstId}`, `--regid=${firstId}`, "--clear-groups"],
    ...["sh", "-c", expect.stringMatching(/nsenter --target "\$inner" --user --net "\$@"$/)],
    ...["sh", "tcpdump", "-i", "eth0"],
  ]);
  expect(entering(["tcpdump"], "/tmp/x")[6]).toMatch(/"\$@" >\/tmp\/x$/);
});

it("one beside any other shares its network, and may capture there", async () => {
  const { flags, entering } = await beside(hostWith(false));
  expect(flags.join(" ")).toMatch(
    /^--network container:\S+-host1 --cap-drop ALL --cap-add NET_RAW --cap-add SETUID --cap-add SETGID$/,
  );
  expect(entering(["tcpdump"])).toEqual(["tcpdump"]);
});
