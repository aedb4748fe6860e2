package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (r *networkResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "A Docker network. It cannot be changed: every change replaces it.",
		Attributes: map[string]schema.Attribute{
			"id":              reportedString("The engine's id of the network."),
			"name":            requiredString("Name of the network, unique on the engine."),
			"driver":          chosenString("Network driver, such as bridge, macvlan or overlay. The engine's default is bridge."),
			"options":         chosenMap("Options of the driver, such as com.docker.network.bridge.inhibit_ipv4."),
			"internal":        chosenBool("If true, the network has no way out."),
			"attachable":      fixedBool("If true, containers outside Swarm services may join an overlay network."),
			"check_duplicate": fixedBool("Ask the engine to refuse a second network of this name. Engines do so in any case."),
			"ipv6":            fixedBool("If true, the network carries IPv6. Defaults to false."),
			"scope":           reportedString("Reach of the network: local, swarm or global."),
			"ipam_driver": schema.StringAttribute{
				Description:   "Driver that hands out the addresses. Defaults to default.",
				Optional:      true,
				Computed:      true,
				Default:       stringdefault.StaticString("default"),
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
		},
		Blocks: map[string]schema.Block{
			"labels": labelsBlock(),
			"ipam_config": schema.SetNestedBlock{
				Description: "Address ranges of the network.",
				NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
					"subnet":      schema.StringAttribute{Description: "Subnet, such as 100.64.1.0/24.", Optional: true},
					"gateway":     schema.StringAttribute{Description: "Address of the gateway.", Optional: true},
					"ip_range":    schema.StringAttribute{Description: "Part of the subnet that addresses are taken from, such as 100.64.1.128/25.", Optional: true},
					"aux_address": schema.MapAttribute{Description: "Addresses that are not given to containers, by name.", Optional: true, ElementType: types.StringType},
				}},
				PlanModifiers: []planmodifier.Set{setplanmodifier.RequiresReplace()},
			},
		},
	}
}
