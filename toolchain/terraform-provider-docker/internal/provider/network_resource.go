package provider

import (
	"context"
	"fmt"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/network"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

type networkResource struct{ withEngine }

func (r *networkResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "docker_network"
}

func (r *networkResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model networkModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// Not cancelled half way: only a finished call tells the id of what there is to remove.
	created, err := r.engine.NetworkCreate(context.WithoutCancel(ctx), model.Name, model.options())
	if err != nil {
		report(&resp.Diagnostics, r.explainCreate(ctx, &model, err))
		return
	}
	found, err := r.engine.NetworkInspect(ctx, created.ID, network.InspectOptions{})
	if err != nil {
		report(&resp.Diagnostics, r.discard(ctx, created.ID, model.Name, err))
		return
	}
	model.read(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// discard removes a network that is of no use and gives back why. It works on after Ctrl-C.
func (r *networkResource) discard(ctx context.Context, id, name string, cause error) error {
	ctx, cancel := cleanupContext(ctx)
	defer cancel()
	if err := r.engine.NetworkRemove(ctx, id); err != nil {
		return problem{"Network " + name + " failed and is still there",
			fmt.Sprintf("%v\n\nIt could not be removed: %v\n\nFix: docker network rm %s", cause, err, name)}
	}
	return problem{"Network " + name + " was not made", cause.Error() + "\n\nNothing of it is left."}
}

func (r *networkResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model networkModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := r.engine.NetworkInspect(ctx, model.ID.ValueString(), network.InspectOptions{})
	switch {
	case errdefs.IsNotFound(err):
		resp.State.RemoveResource(ctx)
	case err != nil:
		report(&resp.Diagnostics, err)
	default:
		model.read(found)
		resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
	}
}

// Update has nothing to do: a Docker network cannot be changed, so every attribute replaces it.
func (r *networkResource) Update(_ context.Context, _ resource.UpdateRequest, _ *resource.UpdateResponse) {
}

func (r *networkResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model networkModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	err := r.engine.NetworkRemove(ctx, model.ID.ValueString())
	if err != nil && !errdefs.IsNotFound(err) {
		report(&resp.Diagnostics, r.explainRemove(ctx, &model, err))
	}
}
