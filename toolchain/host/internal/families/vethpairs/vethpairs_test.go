package vethpairs

import (
	"net/netip"
	"testing"

	"underlay.local/host/internal/family"
)

func TestAnAddedWorkloadHasTheAddressAfterTheHighest(t *testing.T) {
	with := func(addresses ...string) (all []family.Workload) {
		for _, address := range addresses {
			all = append(all, family.Workload{Address: netip.MustParseAddr(address)})
		}
		return all
	}
	if got, err := (vethPairs{}).Choose(with("10.244.1.3", "10.244.1.2")); err != nil || got.String() != "10.244.1.4" {
		t.Error(got, err)
	}
	for _, others := range [][]family.Workload{with("10.244.1.254"), nil} {
		if got, err := (vethPairs{}).Choose(others); err == nil {
			t.Error(got)
		}
	}
}
