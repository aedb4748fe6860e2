package provider

import (
	"context"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type imageResource struct{ withEngine }

type imageModel struct {
	ID          types.String `tfsdk:"id"`
	Name        string       `tfsdk:"name"`
	ImageID     types.String `tfsdk:"image_id"`
	RepoDigest  types.String `tfsdk:"repo_digest"`
	KeepLocally *bool        `tfsdk:"keep_locally"`
	ForceRemove *bool        `tfsdk:"force_remove"`
}

func (r *imageResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "docker_image"
}

func (r *imageResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "An image on the engine: taken as it is if it is there, pulled if it is not.",
		Attributes: map[string]schema.Attribute{
			"id":           reportedString("Id of this resource: the image's id followed by its name."),
			"name":         requiredString("Name with tag or digest of the image."),
			"image_id":     reportedString("Id of the image: sha256:…."),
			"repo_digest":  reportedString("Digest of the image in its registry; the id for an image that was never in one."),
			"keep_locally": schema.BoolAttribute{Description: "If true, the image stays on the engine when the resource is destroyed.", Optional: true},
			"force_remove": schema.BoolAttribute{Description: "If true, the image is removed by force when the resource is destroyed.", Optional: true},
		},
	}
}

func (m *imageModel) read(found image.InspectResponse) {
	m.ID = types.StringValue(found.ID + m.Name)
	m.ImageID = types.StringValue(found.ID)
	m.RepoDigest = types.StringValue(repoDigest(m.Name, found))
}

func (r *imageResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model imageModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := ensureImage(ctx, r.engine, model.Name)
	if err != nil {
		report(&resp.Diagnostics, err)
		return
	}
	model.read(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (r *imageResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model imageModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := r.engine.ImageInspect(ctx, model.Name)
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

// Update only records keep_locally and force_remove: they matter when the resource is destroyed.
func (r *imageResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (r *imageResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model imageModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || value(model.KeepLocally) {
		return
	}
	_, err := r.engine.ImageRemove(ctx, model.Name, image.RemoveOptions{Force: value(model.ForceRemove)})
	if err != nil && !errdefs.IsNotFound(err) {
		report(&resp.Diagnostics, problem{"Image " + model.Name + " cannot be removed",
			err.Error() + "\n\nFix: remove the containers that use it, or set keep_locally = true."})
	}
}
