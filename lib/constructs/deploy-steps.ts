import { join } from "node:path";
import { Fn, type LocalExecProvisioner, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { digestOf, plannedChanges } from "../model/changes.ts";
import { freeId } from "../model/free-id.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import type { GivenFiles } from "../model/machine-files.ts";
import type { LabContext } from "./context.ts";
import { TerraformData } from "./terraform-data.ts";

/**
 * The steps of a deploy that are not engine objects, in the order of their dependencies:
 *
 *     preflight -> networks -> sweep -> hosts -> configured -> probes -> settled
 *
 * `preflight` refuses a machine that cannot carry the lab, before anything is made, and removes what a
 * killed deploy left behind. It marks the deploy as unfinished, in a file whose content is one of its own
 * triggers; `settled`, the last step, takes the mark back. So preflight runs again after a deploy that did
 * not end, and an unchanged lab plans no change.
 *
 * `configured` hands every machine its files whenever one of them changed or a machine is new, limits its processes and
 * processor time (for which the docker provider has no word, or a new machine), and waits until all are ready and the segments' walls stand.
 * What it is triggered by names machine and file and says what the change means there, so that a plan does.
 *
 * `probes` runs once all hosts are ready.
 *
 * `sweep` does nothing on the way up. On the way down Terraform destroys it after the hosts and before the
 * networks: there it removes the containers that no state knows, which would keep the networks in use.
 */
export class DeploySteps {
  readonly #scope: Construct;
  readonly #lab: LabSpec;
  readonly #context: LabContext;

  constructor(scope: Construct, lab: LabSpec, context: LabContext) {
    this.#scope = scope;
    this.#lab = lab;
    this.#context = context;
  }

  preflight(): TerraformData {
    const { probes: _probes, claims: _claims, making: _making, ...machines } = this.#lab;
    const mark = `${this.#context.projectDir}/.underlay/labs/${this.#lab.name}/unfinished`;
    return this.#step("preflight", {
      triggersReplace: {
        machines: digest(machines),
        unfinished: `\${fileexists("${mark}") ? file("${mark}") : "0"}`,
      },
      // As base64, because Terraform reads "${" and "%{" in text; as sensitive, so that plans show one line of it.
      keep: Fn.sensitive(Fn.rawString(Buffer.from(JSON.stringify(this.#lab)).toString("base64"))),
      provisioners: [this.#script("preflight"), this.#sweep()],
    });
  }

  sweep(networks: TerraformResource[]): TerraformData {
    return this.#step("sweep", {
      triggersReplace: this.#lab.name,
      dependsOn: networks,
      provisioners: [this.#sweep()],
    });
  }

  /** Brings every machine to what its files ask for, and waits until all are ready. */
  configured(
    preflight: TerraformData,
    machines: TerraformResource[],
    walls: TerraformResource,
    files: GivenFiles,
  ): TerraformData {
    return this.#step("configured", {
      triggersReplace: {
        files: plannedChanges(files),
        machines: machines.map((machine) => machine.getStringAttribute("id")),
        preflight: preflight.getStringAttribute("id"),
      },
      dependsOn: [...machines, walls],
      provisioners: [this.#script("configured")],
    });
  }

  /** Runs the lab's probes whenever they, the claims that they are judged by, or the machines change. */
  probes(configured: TerraformData): TerraformData {
    return this.#step("probes", {
      triggersReplace: {
        probes: digest([...this.#lab.probes, ...this.#lab.claims]),
        configured: configured.getStringAttribute("id"),
      },
      dependsOn: [configured],
      provisioners: [this.#script("probes")],
    });
  }

  settled(preflight: TerraformData, probes: TerraformData): TerraformData {
    return this.#step("settled", {
      triggersReplace: preflight.getStringAttribute("id"),
      dependsOn: [probes],
      provisioners: [this.#script("settled")],
    });
  }

  #step(name: string, props: ConstructorParameters<typeof TerraformData>[2]): TerraformData {
    const step = new TerraformData(this.#scope, freeId(this.#scope, name), props);
    step.overrideLogicalId(name);
    return step;
  }

  /** Runs scripts/deploy-step. The interpreter takes the place of a shell. */
  #script(step: string): LocalExecProvisioner {
    return {
      type: "local-exec",
      workingDir: this.#context.projectDir,
      interpreter: [this.#program("deploy-step"), step],
      command: `\${abspath(path.root)}/lab.json`,
    };
  }

  /** As seen from the project's folder. */
  #program(name: string): string {
    return join(this.#context.packageDir ?? "", "scripts", name);
  }

  #sweep(): LocalExecProvisioner {
    return {
      type: "local-exec",
      when: "destroy",
      workingDir: this.#context.projectDir,
      interpreter: ["bash", this.#program("sweep.sh"), this.#context.installation.project.id],
      command: this.#lab.name,
      environment: { DOCKER_HOST: this.#context.installation.engineHost },
    };
  }
}

/** A digest of a larger value, for triggers, which only compare. */
const digest = (value: unknown): string => digestOf(JSON.stringify(value));
