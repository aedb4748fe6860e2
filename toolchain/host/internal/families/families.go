// Package families finds the family of modes that a host's configuration names. Each is a package of its own; adding one is a
// line here.
package families

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/families/bridge"
	"underlay.local/host/internal/families/calico"
	"underlay.local/host/internal/families/flannel"
	"underlay.local/host/internal/families/vethpairs"
	"underlay.local/host/internal/family"
)

var known = map[string]func(config.Host) family.Family{
	"bridge":     bridge.Of,
	"calico":     calico.Of,
	"flannel":    flannel.Of,
	"veth-pairs": vethpairs.Of,
}

// Of a host.
func Of(host config.Host) family.Family {
	if of, found := known[host.Cni.Family]; found {
		return of(host)
	}
	return unknown{name: host.Cni.Family}
}

// unknown is a family that this image does not have: its gate says so.
type unknown struct {
	family.Unattached
	name string
}

func (u unknown) Cni(context.Context) (string, error) {
	return "", fmt.Errorf("this host's program knows no family of modes %q; it knows: %v", u.name, slices.Sorted(maps.Keys(known)))
}

func (u unknown) Overlay(ctx context.Context, _ []family.Workload, _ family.Asks) (string, error) {
	return u.Cni(ctx)
}
