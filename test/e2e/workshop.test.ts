import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { labLock } from "../../lib/runtime/labs/labs.ts";
import { withLock } from "../../lib/runtime/lock.ts";
import { projectDir, stateDir } from "../../lib/runtime/project.ts";
import { readSeats, seatToken, workshopId, workshopLock } from "../../lib/runtime/workshop/store.ts";
import { expectGone } from "./lab.ts";
import { containers, docker, engine, inLab, lines, underlay, until, volumesOf, words } from "./support.ts";

const lab = "lab-e2e-seat";
const folder = join(stateDir, "e2e-workshop");
const file = join(folder, "workshop.yaml");
const env = { UNDERLAY_LABS: folder };
const seatLab = (seat: number) => `${lab}-${seat}`;
const all = Array.from({ length: 6 }, (_, index) => seatLab(index + 1));

/** The smallest lab. Seat 2 has a network that this test can be in the way of. */
const labFile = `import { VethPairs } from "../../lib/cni/veth-pairs.ts";
import { Lab } from "../../lib/constructs/lab.ts";
export default (app) => {
  const lab = new Lab(app, "${lab}", { slot: 42, about: "The smallest lab" });
  const own = lab.node.id === "${lab}-2" ? { cidr: "100.127.252.0/26" } : {};
  const [host] = lab.hosts(1, { on: lab.segment("underlay", own) });
  host.workload("client");
  host.workload("server");
  new VethPairs(lab, "veth");
};
`;
const workshopFile = `title: Three pairs
lab: ./${lab}.ts
seats: 3
tasks:
  - id: look
    title: Is it there?
    text: Look.
    checks:
      - ping: { from: client, to: server }
`;
const inTheWay = "underlay-e2e-in-the-way";

const workshop = (...args: string[]) => underlay(["workshop", ...args], env);
const ended = async (code: number, ...args: string[]) => {
  const { exitCode, stdout, stderr } = await workshop(...args);
  expect(exitCode, stderr).toBe(code);
  return { stdout, stderr };
};
const states = async () => (await readSeats(file))?.seats.map(({ seat, state }) => `${seat} ${state}`);
/** How each seat is now, as `status` tells. */
const status = async () => {
  const { seats } = JSON.parse((await ended(0, "status", file, "--json")).stdout);
  return Object.fromEntries(
    seats.map(({ seat, machines }: { seat: number; machines: { ready: boolean }[] | null }) => [
      seat,
      machines?.every(({ ready }) => ready) ?? null,
    ]),
  );
};
const removeWay = () => engine.start(["network", "rm", inTheWay]);

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${lab}.ts`), labFile);
  writeFileSync(file, workshopFile);
  await workshop("down", file);
});
afterAll(async () => {
  await workshop("down", file);
  await removeWay();
  rmSync(folder, { recursive: true, force: true });
});

it("refuses more seats than fit, before anything is made", async () => {
  const { stderr } = await ended(2, "up", file, "--seats", "1000");
  expect(stderr).toMatch(/1,000 seats cannot be up on this machine: \d+ fits?\. Nothing was made\./);
  expect(await readSeats(file)).toBeUndefined();
  for (const name of all) expect(await containers(name)).toEqual({});
});

it("brings up all but the one that fails, tells why, and goes on with that one when it can", async () => {
  await docker(`network create --subnet 100.127.252.0/24 ${inTheWay}`);
  const { stderr } = await ended(3, "up", file);
  expect(stderr).toContain("2 of 3 seats are up; not: 2");
  expect(stderr).toContain(`100.127.252.0/26 overlaps 100.127.252.0/24 of the Docker network "${inTheWay}"`);
  expect(stderr).toContain("is made afresh");
  expect(await states()).toEqual(["1 up", "2 failed", "3 up"]);

  await removeWay();
  const before = [await containers(seatLab(1)), await containers(seatLab(3))];
  await ended(0, "up", file);
  expect(await states()).toEqual(["1 up", "2 up", "3 up"]);
  expect([await containers(seatLab(1)), await containers(seatLab(3))]).toEqual(before);
  await expect.poll(status).toEqual({ 1: true, 2: true, 3: true });
});

it("makes a seat anew whose participant broke it, and touches no other", async () => {
  const id = workshopId(file);
  const [token, others] = [
    await seatToken(id, 3),
    [await containers(seatLab(1)), await containers(seatLab(2))],
  ];
  const volumes = await volumesOf(seatLab(3));
  const damage = [
    "kill -STOP $(pidof dockerd)",
    "fallocate -l 200M /var/lib/docker/full && fallocate -l 200M /full",
    "ip route flush table main && ip address flush scope global",
  ];
  for (const command of damage)
    expect((await inLab(seatLab(3), "host1", ["sh", "-c", command])).exitCode, command).toBe(0);
  await until("status tells of it", 60, async () => (await status())[3] === false);

  await ended(0, "reset", file, "3");
  await expect.poll(status).toEqual({ 1: true, 2: true, 3: true });
  expect((await inLab(seatLab(3), "host1", ["ls", "/full"])).exitCode).not.toBe(0);
  expect((await inLab(seatLab(3), "client", words("ping -c 1 -W 2 10.244.1.3"))).exitCode).toBe(0);
  expect([await containers(seatLab(1)), await containers(seatLab(2))]).toEqual(others);
  expect(lines(await docker("volume ls --quiet")).filter((name) => volumes.includes(name))).toEqual([]);
  expect(await seatToken(id, 3)).toBe(token);
  const { stderr } = await ended(2, "reset", file, "9");
  expect(stderr).toContain('"Three pairs" has no seat 9. It has 1, 2, 3.');
});

it("is told of by list", async () => {
  const { stdout } = await underlay(["list"], env);
  expect(stdout).toMatch(
    /lab-e2e-seat-3 +– +– +yes +seat 3 of \.underlay\/e2e-workshop\/workshop\.yaml; to remove all: npx underlay workshop down/,
  );
});

it("makes no seats of another kind beside them", async () => {
  const { stderr } = await ended(2, "up", file, "--host-kind", "vm");
  expect(stderr).toContain(
    "--host-kind vm cannot be had now: the seats that are there were made with neither",
  );
});

it("is alone at it", async () => {
  const { stderr } = await withLock(workshopLock(workshopId(file)), "another up", () => ended(2, "up", file));
  expect(stderr).toContain("workshop up of workshop.yaml cannot begin now: another up (process");
});

it.each([
  [["--url", "workshop.example"], /"workshop.example" is no URL of a server\. Write e\.g\. https:/],
  [["--tls-cert", file], /--tls-cert and --tls-key go together\. Name both, or none\./],
  [["--tls-cert", file, "--tls-key", file], /are no certificate and its key/],
  [["--tls-cert", "none.pem", "--tls-key", file], /none\.pem cannot be read: ENOENT/],
  [["--listen", "192.0.2.1:7080"], /This machine has no address 192\.0\.2\.1\. It has /],
  [[], /Another program listens on 127\.0\.0\.1 port \d+\. End it, or name another port with --listen\./],
])("serves no page with %j", async (options, message) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  try {
    const { stdout, stderr } = await ended(2, "serve", file, "--listen", `127.0.0.1:${port}`, ...options);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
  } finally {
    other.close();
  }
});

it("adds seats, and goes on where kill -9 cut it off", async () => {
  const before = await Promise.all([1, 2, 3].map((seat) => containers(seatLab(seat))));
  const first = workshop("up", file, "--seats", "6").run();
  await until("a new seat is made", 120, async () => Object.keys(await containers(seatLab(4))).length > 0);
  process.kill(
    Number(/process (\d+)/.exec(readFileSync(workshopLock(workshopId(file)), "utf8"))?.[1]),
    "SIGKILL",
  );
  await first;
  expect(await states()).not.toEqual(["1 up", "2 up", "3 up", "4 up", "5 up", "6 up"]);

  await ended(0, "up", file, "--seats", "6");
  expect(await states()).toEqual(["1 up", "2 up", "3 up", "4 up", "5 up", "6 up"]);
  expect(await Promise.all([1, 2, 3].map((seat) => containers(seatLab(seat))))).toEqual(before);
});

it("leaves nothing, of a seat neither that was cut off half-way, though its file is gone", async () => {
  const volumes = (await Promise.all(all.map(volumesOf))).flat();
  const reset = workshop("reset", file, "6").run();
  await until("the seat is made anew", 120, async () => (await states())?.[5] === "6 resetting");
  process.kill(Number(/process (\d+)/.exec(readFileSync(labLock(seatLab(6)), "utf8"))?.[1]), "SIGKILL");
  await reset;

  rmSync(file);
  const { stderr } = await ended(0, "down", file);
  expect(stderr).toContain("6 seats are gone");
  for (const name of all) await expectGone(name, volumes);
  const named = (path: string) => readdirSync(path).filter((name) => name.includes(lab));
  expect([named(projectDir), named(join(stateDir, "deploy/stacks")), named(join(stateDir, "labs"))]).toEqual([
    ...[[], [], []],
  ]);
  expect(await readSeats(file)).toBeUndefined();
  expect(existsSync(join(stateDir, "workshops", workshopId(file)))).toBe(false);
  const again = await ended(2, "down", file);
  expect(again.stderr).toContain("Nothing of the workshop");
});
