import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { assumedInstallation } from "../../lib/model/installation.ts";
import type { LabSpec } from "../../lib/model/lab-spec.ts";
import { resolveLab } from "../../lib/model/resolve.ts";
import { preflight } from "../../lib/runtime/labs/preflight.ts";
import { declaration } from "../fixtures/declaration.ts";
import { Programs } from "../fixtures/programs.ts";

let folder = "";
let programs: Programs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "underlay-preflight-"));
  programs = new Programs(folder);
  vi.stubEnv("PATH", programs.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const { images, controlGroups } = assumedInstallation;

/** An engine without labs, whose kernel lacks these features; `instead` are cases of a shell script that come first. */
function engine({ instead = "", lacks = [] as readonly string[] } = {}): void {
  programs.make(
    "docker",
    `case "$*" in
  ${instead}
  version*) echo 29 ;;
  images*) printf '%s\\n' ${images.host} ${images.vm} ${images.probe} ;;
  info*) echo '${controlGroups.version} ${controlGroups.swap}' ;;
  *meminfo) echo 'MemAvailable: 8388608 kB' ;;
  *"ip link add"*) printf '%s\\n' ${lacks.join(" ")} ;;
esac`,
  );
}

const lab = resolveLab(declaration());
const refused = (spec: LabSpec = lab): Promise<string> =>
  preflight(spec, assumedInstallation).then(
    (warnings) => `deployable: ${warnings}`,
    (error: Error) => error.message,
  );

describe("preflight", () => {
  it("finds nothing wrong with an engine that has what the lab needs", async () => {
    engine();
    expect(await refused()).toBe("deployable: ");
  });

  it("refuses an engine that does not answer, with what the client said", async () => {
    engine({ instead: 'version*) echo "dial unix: no such file" >&2; exit 1 ;;' });
    expect(await refused()).toContain(
      `[lab-test] No engine answers at ${assumedInstallation.engineHost} (dial unix: no such file). Run "npx underlay setup": it starts one, or says what to do.`,
    );
  });

  it("refuses an engine without an image that the lab uses", async () => {
    engine({ instead: `images*) echo ${images.probe} ;;` });
    expect(await refused()).toContain(
      `[lab-test] The engine has no image ${images.host}. Run "npx underlay setup": it builds what is missing.`,
    );
  });

  it("refuses a kernel without what the mode and the impairments need, all at once", async () => {
    engine({ lacks: ["kernel:ipip", "kernel:netem"] });
    const needy = {
      ...lab,
      mode: { ...lab.mode, name: "flannel-ipip", requirements: ["kernel:ipip"] as const },
      segments: lab.segments.map((segment) => ({ ...segment, impairment: { delay: 10 } })),
    };
    const said = await refused(needy);
    expect(said).toContain(
      '[lab-test] The engine\'s kernel lacks kernel:ipip (CONFIG_NET_IPIP), which flannel-ipip needs; "ip link add try type ipip remote 192.0.2.1" fails.',
    );
    expect(said).toContain(
      "[lab-test/underlay] The engine's kernel lacks kernel:netem (CONFIG_NET_SCH_NETEM), which its impairment (delay 10 ms) needs",
    );
    expect(said).toContain("give the machines that need it a kernel of their own");
  });

  it("lets a lab come up without walls, and says so", async () => {
    engine({ lacks: ["kernel:walls"] });
    expect(await refused()).toMatch(/^deployable: .*its kernel lacks CONFIG_/);
  });

  describe("asks the engine's machine once for its network, and", () => {
    const network = (said: string) => `*"ip -4 route show"*) printf '${said}' ;;`;
    const routes = `${lab.segments[0]?.cidr} dev wg0 proto kernel\\n`;
    const table = (limit: number) => `neighbours:\\n${limit}\\n${limit}\\n${limit}\\n00000001 00000000\\n`;

    it("refuses a network that it has a route for, and a neighbour table without room, at once", async () => {
      engine({ instead: network(`${routes}${table(2)}`) });
      const said = await refused();
      expect(said).toMatch(/\[lab-test\/underlay\] \S+ overlaps the route \S+ of the engine's machine/);
      expect(said).toContain("[lab-test] The kernel's neighbour table holds 2 entries");
      expect(programs.calls("docker").filter((call) => call.includes("--network host"))).toHaveLength(1);
    });

    it("is content with a table that has room", async () => {
      engine({ instead: network(table(1024)) });
      expect(await refused()).toBe("deployable: ");
    });

    it("says why it cannot be asked, also where only the machine is looked at", async () => {
      engine({ instead: '*"ip -4 route show"*) echo "no network of the host\'s here" >&2; exit 125 ;;' });
      for (const place of [true, false])
        await expect(preflight(lab, assumedInstallation, { place })).rejects.toThrow(
          "no network of the host's here",
        );
    });

    it("reads the routes of one that does not tell of its table, as an engine in a container", async () => {
      engine({ instead: network(`${routes}neighbours:\\n1024\\n`) });
      const said = await refused();
      expect(said).toContain("overlaps the route");
      expect(said).not.toContain("neighbour table");
    });
  });

  it("refuses VM hosts that need more memory than there is, with the sum", async () => {
    engine();
    const vm = { vcpus: 1, memory: 65_536, disk: 4096 };
    const large = { ...lab, hosts: lab.hosts.map((host) => ({ ...host, kind: "vm" as const, vm })) };
    expect(await refused(large)).toContain(
      "2 VM hosts need 132096 MiB (host1: 65536, host2: 65536, and 512 each for QEMU), but the engine's machine has 8192 MiB available.",
    );
  });
});
