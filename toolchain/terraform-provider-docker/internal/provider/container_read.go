package provider

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// complete fills in what the configuration left to the engine and the image.
func (m *containerModel) complete(found container.InspectResponse) {
	config, host := found.Config, found.HostConfig
	unlessKnown(&m.Hostname, types.StringValue(config.Hostname))
	unlessKnown(&m.Command, types.ListValueMust(types.StringType, stringValues(config.Cmd)))
	unlessKnown(&m.Entrypoint, types.ListValueMust(types.StringType, stringValues(config.Entrypoint)))
	// As in kreuzwerker/docker: the image's own variables are not the configuration's business.
	unlessKnown(&m.Env, types.SetValueMust(types.StringType, nil))
	unlessKnown(&m.Init, types.BoolValue(value(host.Init)))
	unlessKnown(&m.StopSignal, types.StringValue(config.StopSignal))
	unlessKnown(&m.StopTimeout, types.Int64Value(int64(value(config.StopTimeout))))
	unlessKnown(&m.SecurityOpts, types.SetValueMust(types.StringType, stringValues(host.SecurityOpt)))
	unlessKnown(&m.IpcMode, types.StringValue(string(host.IpcMode)))
	unlessKnown(&m.LogDriver, types.StringValue(host.LogConfig.Type))
	unlessKnown(&m.ShmSize, types.Int64Value(host.ShmSize/megabyte))
}

// observe takes over what only the engine knows about a container that exists.
func (m *containerModel) observe(found container.InspectResponse) {
	m.ID = types.StringValue(found.ID)
	m.ExitCode = types.Int64Null()
	if !runs(found) {
		m.ExitCode = types.Int64Value(int64(found.State.ExitCode))
	}
	m.observeNetworks(found.NetworkSettings)
}

// detectDrift takes over the settings that somebody may have changed on a living container. Docker fixes all others, so reading them
// back could only bring differences in spelling. An attribute that the configuration does not set stays unset.
func (m *containerModel) detectDrift(found container.InspectResponse) {
	host := found.HostConfig
	m.Name = strings.TrimPrefix(found.Name, "/")
	m.Restart = string(host.RestartPolicy.Name)
	refreshIfSet(m.MaxRetryCount, int64(host.RestartPolicy.MaximumRetryCount))
	refreshIfSet(m.Memory, host.Memory/megabyte)
	refreshIfSet(m.CPUShares, host.CPUShares)
	refreshIfSet(m.CPUSet, host.CpusetCpus)
	// A kernel that cannot limit swap answers 0 or -1 whatever was asked for.
	if host.MemorySwap > 0 {
		refreshIfSet(m.MemorySwap, host.MemorySwap/megabyte)
	}
}

func refreshIfSet[T any](field *T, actual T) {
	if field != nil {
		*field = actual
	}
}

func (m *containerModel) observeNetworks(settings *container.NetworkSettings) {
	m.Bridge = types.StringValue(settings.Bridge)
	var data []attr.Value
	for _, name := range slices.Sorted(maps.Keys(settings.Networks)) {
		endpoint := settings.Networks[name]
		data = append(data, types.ObjectValueMust(networkDataType.AttrTypes, map[string]attr.Value{
			"network_name":              types.StringValue(name),
			"ip_address":                types.StringValue(endpoint.IPAddress),
			"ip_prefix_length":          types.Int64Value(int64(endpoint.IPPrefixLen)),
			"gateway":                   types.StringValue(endpoint.Gateway),
			"global_ipv6_address":       types.StringValue(endpoint.GlobalIPv6Address),
			"global_ipv6_prefix_length": types.Int64Value(int64(endpoint.GlobalIPv6PrefixLen)),
			"ipv6_gateway":              types.StringValue(endpoint.IPv6Gateway),
			"mac_address":               types.StringValue(endpoint.MacAddress),
		}))
	}
	m.NetworkData = types.ListValueMust(networkDataType, data)
	for i := range m.Ports {
		m.Ports[i].observe(settings)
	}
}

// observe reads the port that the engine chose, which may be another one after each start.
func (p *portModel) observe(settings *container.NetworkSettings) {
	for _, binding := range settings.Ports[p.key()] {
		if port, err := strconv.ParseInt(binding.HostPort, 10, 64); err == nil && binding.HostIP == p.IP {
			p.External = types.Int64Value(port)
			return
		}
	}
	if p.External.IsUnknown() {
		p.External = types.Int64Value(0)
	}
}
