import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { preflight } from "../../lib/runtime/labs/preflight.ts";
import {
  containers,
  docker,
  ensureGone,
  fixtureLabs,
  installation,
  kernelHas,
  plain,
  underlay,
  words,
} from "./support.ts";

const two = "lab-e2e-two";
const delay = words("tc qdisc add dev lo root netem delay 1ms");

let lab: LabSpec;
beforeAll(async () => {
  [lab] = JSON.parse((await underlay(["validate", two, "--json"], fixtureLabs)).stdout);
});
afterAll(async () => {
  for (const name of [two, "lab-e2e-ipip", "lab-e2e-wireguard"]) await ensureGone(name, fixtureLabs);
});

describe("preflight refuses", () => {
  it("a kernel without a feature, exactly where it is lacking", async () => {
    const needy: LabSpec = {
      ...lab,
      mode: { ...lab.mode, name: "flannel-ipip", requirements: ["kernel:ipip"] },
    };
    const has = await kernelHas(...words("ip link add try type ipip remote 192.0.2.1"));
    if (has) await preflight(needy, installation);
    else
      await expect(preflight(needy, installation)).rejects.toThrow(
        /lacks kernel:ipip \(CONFIG_NET_IPIP\), which flannel-ipip needs; .* a kernel of their own/,
      );
  });

  it.for([
    { backend: "ipip", link: "ipip remote 192.0.2.1", option: "CONFIG_NET_IPIP" },
    { backend: "wireguard", link: "wireguard", option: "CONFIG_WIREGUARD" },
  ])(
    "flannel $backend and a delay where the kernel has neither, all at once, and makes nothing",
    async (lacks, { skip }) => {
      if (await kernelHas(...words(`ip link add try type ${lacks.link}`)))
        skip(`the kernel has ${lacks.backend}`);
      if (await kernelHas(...delay)) skip("the kernel has netem");
      const name = `lab-e2e-${lacks.backend}`;
      const deploy = await underlay(["deploy", name, "--no-probes"], fixtureLabs);
      expect(deploy.exitCode).toBe(1);
      const said = plain(deploy.stderr);
      expect(said).toContain(
        `[${name}] The engine's kernel lacks kernel:${lacks.backend} (${lacks.option}), which flannel-${lacks.backend} needs; "ip link add try type ${lacks.link}" fails.`,
      );
      expect(said).toContain(
        `[${name}/underlay] The engine's kernel lacks kernel:netem (CONFIG_NET_SCH_NETEM), which its impairment (delay 10 ms, loss 1 percent) needs`,
      );
      expect(said).toContain("give the machines that need it a kernel of their own");
      expect(await containers(name)).toEqual({});
    },
  );

  it("a pool that another Docker network has, and makes nothing", async () => {
    await docker("network create --subnet 100.124.0.0/24 underlay-e2e-in-the-way");
    try {
      const deploy = await underlay(["deploy", two, "--no-probes"], fixtureLabs);
      expect(deploy.exitCode).toBe(1);
      const said = plain(deploy.stderr);
      expect(said).toContain(
        '100.124.0.0/26 overlaps 100.124.0.0/24 of the Docker network "underlay-e2e-in-the-way".',
      );
      expect(said).toContain("docker network rm underlay-e2e-in-the-way");
      expect(await containers(two)).toEqual({});
      expect(await docker(`network ls --quiet --filter label=underlay.lab=${two}`)).toBe("");
    } finally {
      await docker("network rm underlay-e2e-in-the-way");
    }
  });
});
