package provider

import (
	"github.com/docker/docker/api/types/network"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type networkModel struct {
	ID             types.String `tfsdk:"id"`
	Name           string       `tfsdk:"name"`
	Driver         types.String `tfsdk:"driver"`
	Options        types.Map    `tfsdk:"options"`
	Internal       types.Bool   `tfsdk:"internal"`
	Attachable     *bool        `tfsdk:"attachable"`
	CheckDuplicate *bool        `tfsdk:"check_duplicate"`
	IPv6           *bool        `tfsdk:"ipv6"`
	IPAMDriver     string       `tfsdk:"ipam_driver"`
	Scope          types.String `tfsdk:"scope"`
	IPAMConfig     []ipamModel  `tfsdk:"ipam_config"`
	Labels         []labelModel `tfsdk:"labels"`
}

type ipamModel struct {
	Subnet     *string           `tfsdk:"subnet"`
	Gateway    *string           `tfsdk:"gateway"`
	IPRange    *string           `tfsdk:"ip_range"`
	AuxAddress map[string]string `tfsdk:"aux_address"`
}

// options leaves check_duplicate out: engines that know it are always asked for it by the client, the others never make duplicates.
func (m *networkModel) options() network.CreateOptions {
	options := network.CreateOptions{
		Driver:     m.Driver.ValueString(),
		Options:    stringMap(m.Options),
		Internal:   m.Internal.ValueBool(),
		Attachable: value(m.Attachable),
		EnableIPv6: m.IPv6,
		Labels:     labelMap(m.Labels),
		IPAM:       &network.IPAM{Driver: m.IPAMDriver},
	}
	for _, c := range m.IPAMConfig {
		options.IPAM.Config = append(options.IPAM.Config, network.IPAMConfig{
			Subnet: value(c.Subnet), Gateway: value(c.Gateway), IPRange: value(c.IPRange), AuxAddress: c.AuxAddress,
		})
	}
	return options
}

// read fills in what the engine decides. Nothing else can differ from the state: a Docker network never changes.
func (m *networkModel) read(found network.Inspect) {
	m.ID = types.StringValue(found.ID)
	m.Scope = types.StringValue(found.Scope)
	m.Driver = types.StringValue(found.Driver)
	m.Internal = types.BoolValue(found.Internal)
	if m.Options.IsUnknown() {
		m.Options = mapValue(found.Options)
	}
}

func mapValue(entries map[string]string) types.Map {
	elements := make(map[string]attr.Value, len(entries))
	for name, text := range entries {
		elements[name] = types.StringValue(text)
	}
	return types.MapValueMust(types.StringType, elements)
}
