// Package bridge is the engine's own bridge docker0, on one host.
package bridge

import (
	"context"
	"fmt"
	"net/netip"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/dockerd"
	"underlay.local/host/internal/family"
	"underlay.local/host/internal/links"
)

type bridge struct{ family.Unattached }

// Of a host.
func Of(config.Host) family.Family { return bridge{} }

// Cni passes when docker0 has the address that the plan gives it.
func (bridge) Cni(context.Context) (string, error) {
	settings, err := dockerd.Load()
	if err != nil {
		return "", err
	}
	if !links.Has("docker0", settings.Bip.Addr()) {
		return "", fmt.Errorf("docker0 does not have %s yet", settings.Bip)
	}
	return fmt.Sprintf("docker0 has %s", settings.Bip), nil
}

// Overlay passes when every workload answers its host. (One host: nothing has to cross the underlay.)
func (bridge) Overlay(ctx context.Context, running []family.Workload, asks family.Asks) (string, error) {
	var addresses []netip.Addr
	for _, w := range running {
		if w.Address.IsValid() {
			addresses = append(addresses, w.Address)
		}
	}
	silent, err := asks(ctx, family.From{}, addresses)
	if err != nil {
		return "", err
	}
	if len(silent) > 0 {
		return "", fmt.Errorf("no answer from %s through docker0", links.Join(silent))
	}
	return "every workload answers through docker0", nil
}
