package provider

import (
	"context"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/volume"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type volumeResource struct{ withEngine }

type volumeModel struct {
	ID         types.String      `tfsdk:"id"`
	Name       types.String      `tfsdk:"name"`
	Driver     types.String      `tfsdk:"driver"`
	DriverOpts map[string]string `tfsdk:"driver_opts"`
	Mountpoint types.String      `tfsdk:"mountpoint"`
	Labels     []labelModel      `tfsdk:"labels"`
}

func (r *volumeResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "docker_volume"
}

func (r *volumeResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "A Docker volume. It cannot be changed: every change replaces it.",
		Attributes: map[string]schema.Attribute{
			"id":          reportedString("Id of the volume: its name."),
			"name":        chosenString("Name of the volume. The engine invents one if there is none."),
			"driver":      chosenString("Volume driver. Defaults to local."),
			"driver_opts": fixedMap("Options of the driver."),
			"mountpoint":  reportedString("Where the engine keeps the volume's files."),
		},
		Blocks: map[string]schema.Block{"labels": labelsBlock()},
	}
}

// read fills in what the engine decides. Nothing else can differ from the state: a Docker volume never changes.
func (m *volumeModel) read(found volume.Volume) {
	m.ID = types.StringValue(found.Name)
	m.Name = types.StringValue(found.Name)
	m.Driver = types.StringValue(found.Driver)
	m.Mountpoint = types.StringValue(found.Mountpoint)
}

func (r *volumeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model volumeModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// Not cancelled half way: only a finished call tells the name that the engine invented.
	created, err := r.engine.VolumeCreate(context.WithoutCancel(ctx), volume.CreateOptions{
		Name:       model.Name.ValueString(),
		Driver:     model.Driver.ValueString(),
		DriverOpts: model.DriverOpts,
		Labels:     labelMap(model.Labels),
	})
	if err != nil {
		report(&resp.Diagnostics, problem{"Volume " + model.Name.ValueString() + " cannot be made", err.Error()})
		return
	}
	model.read(created)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (r *volumeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model volumeModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := r.engine.VolumeInspect(ctx, model.ID.ValueString())
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

// Update has nothing to do: a Docker volume cannot be changed, so every attribute replaces it.
func (r *volumeResource) Update(_ context.Context, _ resource.UpdateRequest, _ *resource.UpdateResponse) {
}

func (r *volumeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model volumeModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	err := r.engine.VolumeRemove(ctx, model.ID.ValueString(), true)
	if err != nil && !errdefs.IsNotFound(err) {
		report(&resp.Diagnostics, problem{"Volume " + model.ID.ValueString() + " cannot be removed",
			err.Error() + "\n\nFix: remove the containers that use it (`docker ps -a --filter volume=" + model.ID.ValueString() + "`), then try again."})
	}
}
