package main

import (
	"net/netip"

	"github.com/containernetworking/cni/pkg/types"
	types100 "github.com/containernetworking/cni/pkg/types/100"
)

// resultOf is the answer to ADD: both ends of the link, the address at the container's, and its two routes
// (https://github.com/containernetworking/cni/blob/spec-v1.0.0/SPEC.md#success).
func resultOf(w workload, netns string) *types100.Result {
	return &types100.Result{
		CNIVersion: types100.ImplementedSpecVersion,
		Interfaces: []*types100.Interface{
			{Name: w.HostInterface, Mac: hostMAC.String()},
			{Name: w.Interface, Mac: w.MAC, Sandbox: netns},
		},
		IPs: []*types100.IPConfig{{Interface: types100.Int(1), Address: *hostNet(w.Address)}},
		Routes: []*types.Route{
			{Dst: *hostNet(gateway)},
			{Dst: *ipNet(everywhere), GW: gateway.AsSlice()},
		},
	}
}

// differencesFrom compares the result that the runtime kept with what the plugin remembers.
func differencesFrom(previous types.Result, w workload) ([]string, error) {
	result, err := types100.NewResultFromResult(previous)
	if err != nil {
		return nil, types.NewError(types.ErrDecodingFailure, "prevResult cannot be read", err.Error())
	}
	var found []string
	if !hasAddress(result, w.Address) {
		found = append(found, "prevResult does not have the address "+w.Address.String())
	}
	for _, end := range []types100.Interface{{Name: w.HostInterface, Mac: hostMAC.String()}, {Name: w.Interface, Mac: w.MAC}} {
		if !hasInterface(result, end) {
			found = append(found, "prevResult does not have the interface "+end.Name+" with MAC "+end.Mac)
		}
	}
	return found, nil
}

func hasAddress(result *types100.Result, wanted netip.Addr) bool {
	for _, ip := range result.IPs {
		if ip.Address.IP.Equal(wanted.AsSlice()) {
			return true
		}
	}
	return false
}

func hasInterface(result *types100.Result, wanted types100.Interface) bool {
	for _, link := range result.Interfaces {
		if link.Name == wanted.Name && link.Mac == wanted.Mac {
			return true
		}
	}
	return false
}
