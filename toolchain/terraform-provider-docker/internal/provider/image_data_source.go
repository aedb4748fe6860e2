package provider

import (
	"context"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/client"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type imageDataSource struct{ engine *client.Client }

type imageDataModel struct {
	ID         types.String `tfsdk:"id"`
	Name       string       `tfsdk:"name"`
	RepoDigest types.String `tfsdk:"repo_digest"`
}

func (d *imageDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "docker_image"
}

func (d *imageDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "An image that is on the engine already.",
		Attributes: map[string]schema.Attribute{
			"id":          schema.StringAttribute{Description: "Id of the image: sha256:….", Computed: true},
			"name":        schema.StringAttribute{Description: "Name with tag, digest or id of the image.", Required: true},
			"repo_digest": schema.StringAttribute{Description: "Digest of the image in its registry; the id for an image that was never in one.", Computed: true},
		},
	}
}

func (d *imageDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.engine = engineOf(req.ProviderData)
}

func (d *imageDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model imageDataModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := d.engine.ImageInspect(ctx, model.Name)
	if errdefs.IsNotFound(err) {
		err = missingImage(model.Name, err)
	}
	if err != nil {
		report(&resp.Diagnostics, err)
		return
	}
	model.ID = types.StringValue(found.ID)
	model.RepoDigest = types.StringValue(repoDigest(model.Name, found))
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
