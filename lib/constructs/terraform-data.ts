import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataProps extends TerraformMetaArguments {
  /** A changed value replaces the resource, and so runs its provisioners again. */
  readonly triggersReplace: unknown;
  /** A value that is kept in the state. */
  readonly keep?: unknown;
}

/**
 * Terraform's built-in `terraform_data`, bound by hand: cdktf's own `DataResource` runs `terraform
 * version` during synthesis and mangles lists of triggers.
 */
export class TerraformData extends TerraformResource {
  readonly #props: TerraformDataProps;

  constructor(scope: Construct, id: string, props: TerraformDataProps) {
    super(scope, id, { ...props, terraformResourceType: "terraform_data" });
    this.#props = props;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: this.#props.triggersReplace, input: this.#props.keep };
  }
}
