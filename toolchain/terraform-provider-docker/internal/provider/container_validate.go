package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ValidateConfig refuses a container that could never be created, before anything is made.
func (r *containerResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var start, mustRun, wait types.Bool
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("start"), &start)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("must_run"), &mustRun)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("wait"), &wait)...)
	if start.IsNull() || start.IsUnknown() || start.ValueBool() {
		return
	}
	if mustRun.IsNull() || mustRun.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("start"), "A container that is not started cannot have to run",
			"start is false, but must_run is true, which is its default.\n\nFix: add must_run = false, or remove start = false.")
	}
	if wait.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("wait"), "A container that is not started cannot become healthy",
			"wait is true, but start is false.\n\nFix: remove one of the two.")
	}
}

// oneContentValidator wants an upload to have exactly one source of its bytes.
type oneContentValidator struct{}

func (oneContentValidator) Description(context.Context) string {
	return "exactly one of content, content_base64 and source must be set and not empty"
}
func (v oneContentValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}
func (v oneContentValidator) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	set := 0
	attributes := req.ConfigValue.Attributes()
	for _, name := range []string{"content", "content_base64", "source"} {
		text := attributes[name].(types.String)
		if text.IsUnknown() {
			return
		}
		if text.ValueString() != "" {
			set++
		}
	}
	if set != 1 {
		file := attributes["file"].(types.String).ValueString()
		resp.Diagnostics.AddAttributeError(req.Path, fmt.Sprintf("The upload of %s has %d contents", file, set), "Fix: "+v.Description(ctx)+".")
	}
}

// volumeValidator wants a volume to say either where it goes or whose volumes it takes over.
type volumeValidator struct{}

func (volumeValidator) Description(context.Context) string {
	return "exactly one of container_path and from_container must be set"
}

func (v volumeValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v volumeValidator) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	path, container := req.ConfigValue.Attributes()["container_path"], req.ConfigValue.Attributes()["from_container"]
	if !path.IsUnknown() && !container.IsUnknown() && path.IsNull() == container.IsNull() {
		resp.Diagnostics.AddAttributeError(req.Path, "A volume has no single place to come from or go to", "Fix: "+v.Description(ctx)+".")
	}
}
