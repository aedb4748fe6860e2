// Package provider implements a strict subset of the kreuzwerker/docker 3.6.2 provider: what it has means the same as there,
// what it lacks is not in its schema.
package provider

import (
	"context"
	"sync/atomic"

	"github.com/docker/docker/client"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Version is the version of kreuzwerker/docker that this provider is a subset of.
const Version = "3.6.2"

type dockerProvider struct {
	// engine that answered last.
	engine atomic.Pointer[client.Client]
}

// New makes the provider.
func New() provider.Provider { return &dockerProvider{} }

func (p *dockerProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "docker"
	resp.Version = Version
}

func (p *dockerProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "Underlay's offline docker provider: a strict subset of kreuzwerker/docker " + Version + ".",
		Attributes: map[string]schema.Attribute{
			"host": schema.StringAttribute{
				Description: "Address of the Docker engine: unix://, tcp:// or ssh://. Without it, DOCKER_HOST; without that, the engine of this machine.",
				Optional:    true,
			},
		},
	}
}

// Configure connects to the engine. Where that fails, resources keep the one that they had: several Terraforms may share this server, and
// what one of them is refused must not take the engine from the others.
func (p *dockerProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	defer func() {
		if engine := p.engine.Load(); engine != nil {
			resp.ResourceData, resp.DataSourceData = engine, engine
		}
	}()
	var config struct {
		Host types.String `tfsdk:"host"`
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if config.Host.IsUnknown() {
		resp.Diagnostics.AddError("The engine's address is not known yet",
			"The provider's host depends on a resource that does not exist yet. Give it as plain text or a variable.")
		return
	}
	engine, err := connect(ctx, config.Host.ValueString())
	if err != nil {
		report(&resp.Diagnostics, err)
		return
	}
	p.engine.Store(engine)
}

func (p *dockerProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		func() resource.Resource { return &containerResource{} },
		func() resource.Resource { return &imageResource{} },
		func() resource.Resource { return &networkResource{} },
		func() resource.Resource { return &volumeResource{} },
	}
}

func (p *dockerProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		func() datasource.DataSource { return &imageDataSource{} },
	}
}
