package provider

import (
	"context"
	"reflect"

	"github.com/containerd/errdefs"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type containerResource struct{ withEngine }

func (r *containerResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "docker_container"
}

// ModifyPlan replaces a container that has to run and does not. It is left alone until then, so that its log can be read.
func (r *containerResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() || req.Plan.Raw.IsNull() {
		return
	}
	var mustRun types.Bool
	var exitCode types.Int64
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("must_run"), &mustRun)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("exit_code"), &exitCode)...)
	if mustRun.ValueBool() && !exitCode.IsNull() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), types.StringUnknown())...)
		resp.RequiresReplace.Append(path.Root("id"))
	}
}

func (r *containerResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model containerModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, warnings, err := createContainer(ctx, r.engine, &model)
	if err != nil {
		report(&resp.Diagnostics, err)
		return
	}
	for _, warning := range warnings {
		resp.Diagnostics.AddWarning("The Docker engine warns about container "+model.Name, warning)
	}
	model.complete(found)
	model.observe(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (r *containerResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model containerModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := r.engine.ContainerInspect(ctx, model.ID.ValueString())
	switch {
	case errdefs.IsNotFound(err):
		resp.State.RemoveResource(ctx)
	case err != nil:
		report(&resp.Diagnostics, err)
	default:
		model.observe(found)
		model.detectDrift(found)
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	}
}

// Update asks the engine only for what it can change; the other attributes that get here steer this provider.
func (r *containerResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var before, model containerModel
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if update := model.updateConfig(); !reflect.DeepEqual(update, before.updateConfig()) {
		if _, err := r.engine.ContainerUpdate(ctx, model.ID.ValueString(), update); err != nil {
			report(&resp.Diagnostics, problem{"Container " + model.Name + " cannot be updated", err.Error()})
			return
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (r *containerResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model containerModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := model.ID.ValueString()
	if seconds := value(model.DestroyGraceSeconds); seconds > 0 {
		if err := stopContainer(ctx, r.engine, id, seconds); err != nil {
			report(&resp.Diagnostics, problem{"Container " + model.Name + " cannot be stopped", err.Error()})
			return
		}
	}
	if err := removeContainer(ctx, r.engine, id, model.RemoveVolumes); err != nil {
		report(&resp.Diagnostics, problem{"Container " + model.Name + " cannot be removed", err.Error()})
	}
}
