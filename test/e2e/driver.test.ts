import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { $ } from "zx/core";
import { labLock, stateFile } from "../../lib/runtime/labs/labs.ts";
import { stackDir } from "../../lib/runtime/labs/synthesis.ts";
import { projectDir, stateDir } from "../../lib/runtime/project.ts";
import { expectGone } from "./lab.ts";
import {
  cdktf,
  containers,
  engine,
  ensureGone,
  installation,
  lines,
  providersIn,
  testOutput,
  underlay,
  until,
} from "./support.ts";

const [one, other] = ["lab-e2e-one", "lab-e2e-other"];
const folder = join(stateDir, "e2e-driver");
const env = { UNDERLAY_LABS: folder, UNDERLAY_PROBES: "off" };

/** Settings that would make of a deploy something else than was asked for, if they came through. */
const hostile = {
  ...env,
  ...{ TF_WORKSPACE: "other", TF_CLI_ARGS: "-destroy", TF_DATA_DIR: "/nonexistent", TF_LOG: "trace" },
  ...{ TF_CLI_CONFIG_FILE: "/nonexistent", TF_REATTACH_PROVIDERS: "{", CDKTF_OUTDIR: "/nonexistent" },
  ...{ DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/nonexistent", DOCKER_CONTEXT: "nowhere" },
  ...{ DOCKER_HOST: "tcp://127.0.0.1:1", DOCKER_CONFIG: "/nonexistent", DOCKER_API_VERSION: "0.1" },
  ...{
    LC_ALL: "de_DE.UTF-8",
    LANGUAGE: "de",
    TZ: "Asia/Tokyo",
    COLUMNS: "10",
    TMPDIR: "/nonexistent",
    HOME: "",
  },
  ...{
    BASH_ENV: "/nonexistent",
    ENV: "/nonexistent",
    GREP_OPTIONS: "--invert-match",
    NODE_PATH: "/nonexistent",
  },
  ...{ UNDERLAY_ONLY: "nothing", UNDERLAY_DRY: "1", UNDERLAY_DRIVER: "", ESBUILD_WORKER_THREADS: "x" },
};

const write = (lab: string, text: string) => writeFileSync(join(folder, `${lab}.ts`), text);
const file = (lab: string, slot: number) => `import { VethPairs } from "../../lib/cni/veth-pairs.ts";
import { Lab } from "../../lib/constructs/lab.ts";
export default (app) => {
  const lab = new Lab(app, "${lab}", { slot: ${slot}, about: "The smallest lab" });
  const [host] = lab.hosts(1, { on: lab.segment("underlay") });
  host.workload("client");
  host.workload("server");
  new VethPairs(lab, "veth");
};
`;

const succeeds = async (args: readonly string[], environment: Record<string, string> = env) => {
  const { exitCode, stdout, stderr } = await underlay(args, environment);
  expect(exitCode, stderr).toBe(0);
  return { stdout, stderr };
};
const listed = async () => {
  const labs: { name: string; presence: string }[] = JSON.parse((await succeeds(["list", "--json"])).stdout);
  return Object.fromEntries(labs.map(({ name, presence }) => [name, presence]));
};

/** No container, no network, no file of a lab's. */
async function expectNothing(...labs: string[]): Promise<void> {
  for (const lab of labs) await expectGone(lab, []);
  const named = (path: string) => readdirSync(path).filter((name) => labs.some((lab) => name.includes(lab)));
  expect([
    named(projectDir),
    named(join(stateDir, "deploy/stacks")),
    named(join(stateDir, "labs")),
    readdirSync(projectDir).filter((name) => /^cdktf\.out-/.test(name) && !name.startsWith(testOutput)),
    providersIn(stateDir),
  ]).toEqual([[], [], [], [], []]);
}

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  write(one, file(one, 50));
  write(other, file(other, 51));
  write("lab-e2e-broken", "process.exit(1);");
  for (const lab of [one, other]) await ensureGone(lab, env);
});
afterAll(async () => {
  for (const lab of [one, other]) await ensureGone(lab, env);
  rmSync(folder, { recursive: true, force: true });
});

describe("labs of one call, in a shell that is set for something else", () => {
  it("come up side by side, without one whose file is broken, and can be looked into", async () => {
    const { stderr } = await succeeds(["deploy", "--all", "--no-probes"], hostile);
    expect(stderr).toContain("lab-e2e-broken.ts is left out");
    const { stdout } = await succeeds(["inspect", one, "--json"], hostile);
    expect(JSON.parse(stdout).hosts).toMatchObject([{ host: "host1", ready: true }]);
    expect(await listed()).toEqual({ [one]: "deployed", [other]: "deployed" });
  });

  it("go by name, also when a file was broken or deleted meanwhile, and nothing of another label with them", async () => {
    write(other, "export default (");
    expect(await listed()).toEqual({ [one]: "deployed", [other]: "deployed" });
    const { project, images } = installation;
    const labels = [
      [project.id, `${other} x`],
      [`${project.id} ${other}`, "foo"],
      ["foo", `foo\n${project.id} ${other}`],
    ];
    const strangers = await Promise.all(
      labels.map(async ([owner, lab]) => {
        const labelled = ["--label", `underlay.project=${owner}`, "--label", `underlay.lab=${lab}`];
        // Not by `engine`, which says on its own containers whose they are.
        const made = await $({
          env: engine.environment,
        })`docker create --network none ${labelled} ${images.workload} true`;
        return made.stdout.trim();
      }),
    );
    try {
      await succeeds(["destroy", other], hostile);
      await expectNothing(other);
      const left = lines(await engine.run(["ps", "--all", "--quiet", "--no-trunc"]));
      for (const stranger of strangers) expect(left).toContain(stranger);
    } finally {
      await engine.run(["rm", "--force", ...strangers]);
    }
    rmSync(join(folder, `${other}.ts`));
  });
});

describe("cdktf and underlay", () => {
  it("find nothing to do on a lab that the other has deployed", async () => {
    const ours = await containers(one);
    const theirs = await cdktf(["deploy", one, "--auto-approve"], env);
    expect(theirs.stdout, theirs.stderr).toContain("no changes are needed");
    expect(await containers(one)).toEqual(ours);
    expect((await cdktf(["destroy", one, "--auto-approve"], env)).exitCode).toBe(0);
    expect(await listed()).toEqual({ [one]: "absent" });

    const again = await cdktf(["deploy", one, "--auto-approve"], env);
    expect(again.exitCode, again.stdout).toBe(0);
    const made = [await containers(one), readFileSync(stateFile(one), "utf8")];
    const { stderr } = await succeeds(["deploy", one, "--no-probes"]);
    expect(stderr).not.toContain("will be");
    expect([await containers(one), readFileSync(stateFile(one), "utf8")]).toEqual(made);
    await succeeds(["destroy", one]);
    await expectNothing(one);
  });
});

describe("a deploy that is cut off by kill -9", () => {
  const halfDeployed = async () => {
    const deploy = underlay(["deploy", one, "--no-probes"], env).run();
    await until("the host is made", 60, async () => Object.keys(await containers(one)).length > 0);
    return { deploy };
  };
  /** Who deploys the lab, as its lock says. */
  const driver = () => Number(/process (\d+)/.exec(readFileSync(labLock(one), "utf8"))?.[1]);
  const terraform = () => {
    const isOurs = (pid: string) => {
      try {
        const name = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
        return (
          name === basename(installation.terraform.binary) &&
          readlinkSync(`/proc/${pid}/cwd`) === stackDir(one)
        );
      } catch {
        return false;
      }
    };
    return Number(readdirSync("/proc").find((pid) => /^\d+$/.test(pid) && isOurs(pid)));
  };

  /** A deploy whose Terraform is killed. Where Terraform was quicker, the lab is made anew. */
  const withoutTerraform = async () => {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const { deploy } = await halfDeployed();
      try {
        process.kill(terraform(), "SIGKILL");
        return await deploy;
      } catch {
        await deploy;
        await succeeds(["destroy", one]);
      }
    }
    throw new Error("Terraform always ends before it can be killed");
  };

  it("of Terraform, then of the driver, can be run again, and leaves nothing when it is destroyed", async () => {
    const { exitCode, stderr } = await withoutTerraform();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/terraform apply (was ended by a signal|ended with status 137)/);

    const second = underlay(["deploy", one, "--no-probes"], env).run();
    await until("Terraform is at work", 60, async () => terraform() > 0);
    process.kill(driver(), "SIGKILL");
    await second;
    await succeeds(["deploy", one, "--no-probes"]);
    expect(await listed()).toEqual({ [one]: "deployed" });
    await succeeds(["destroy", one]);
    await expectNothing(one);
  });

  it("of the driver can be destroyed by --all", async () => {
    const { deploy } = await halfDeployed();
    process.kill(driver(), "SIGKILL");
    await deploy;
    await succeeds(["destroy", "--all"]);
    await expectNothing(one);
  });
});
