// Package flannel is flanneld with its leases in the lab's datastore (flannel, Documentation/reservations.md).
package flannel

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/dockerd"
	"underlay.local/host/internal/etcd"
	"underlay.local/host/internal/family"
	"underlay.local/host/internal/links"
)

const (
	subnetFile = "/run/flannel/subnet.env"
	network    = "/coreos.com/network/"
	subnets    = network + "subnets/"
)

type flannel struct {
	family.Unattached
	datastore etcd.Client
}

// Of a host.
func Of(host config.Host) family.Family {
	return flannel{datastore: etcd.Client{Endpoint: host.Datastore}}
}

// Cni passes when flanneld holds the reserved lease and has written subnet.env, which agrees with the engine's settings.
func (flannel) Cni(context.Context) (string, error) {
	settings, err := dockerd.Load()
	if err != nil {
		return "", err
	}
	holds, err := subnetEnv()
	if err != nil {
		return "", fmt.Errorf("flanneld has no lease yet: %s is missing", subnetFile)
	}
	subnet, mtu := holds["FLANNEL_SUBNET"], holds["FLANNEL_MTU"]
	if subnet != settings.Bip.String() || mtu != strconv.Itoa(settings.MTU) {
		return "", fmt.Errorf("lease %s with MTU %s, but the engine was given %s with MTU %d", subnet, mtu, settings.Bip, settings.MTU)
	}
	return fmt.Sprintf("lease %s, MTU %s", subnet, mtu), nil
}

func subnetEnv() (map[string]string, error) {
	text, err := os.ReadFile(subnetFile)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), "="); found {
			values[name] = value
		}
	}
	return values, nil
}

// lease of a host's subnet.
type lease struct {
	Subnet  netip.Prefix
	Key     string
	Details json.RawMessage
}

func (f flannel) leases(ctx context.Context) ([]lease, error) {
	found, err := f.datastore.Below(ctx, subnets)
	if err != nil {
		return nil, err
	}
	all := make([]lease, 0, len(found.Pairs))
	for _, pair := range found.Pairs {
		// flannel writes 10.244.1.0-24, or 10.244.1.0-24&… with a subnet of IPv6 as well.
		subnet, err := netip.ParsePrefix(strings.Replace(strings.TrimPrefix(pair.Key, subnets), "-", "/", 1))
		if err != nil {
			return nil, fmt.Errorf("the datastore's key %s names no subnet", pair.Key)
		}
		all = append(all, lease{subnet, pair.Key, json.RawMessage(pair.Value)})
	}
	return all, nil
}

// Overlay passes when the bridge of every host that has announced itself answers, asked from ours. Each host asks those that
// came before it, so once all hosts pass, every pair has been tried, and no host needs a list of the others (adding a host
// changes none of them).
func (f flannel) Overlay(ctx context.Context, _ []family.Workload, asks family.Asks) (string, error) {
	settings, err := dockerd.Load()
	if err != nil {
		return "", err
	}
	leases, err := f.leases(ctx)
	if err != nil {
		return "", fmt.Errorf("the leases cannot be read: %w", err)
	}
	own := settings.Bip.Masked()
	if !slices.ContainsFunc(leases, func(l lease) bool { return l.Subnet == own }) {
		return "", fmt.Errorf("the datastore has no lease of %s: other hosts do not know of this one", own)
	}
	var bridges []netip.Addr
	for _, l := range leases {
		if l.Subnet != own {
			bridges = append(bridges, l.Subnet.Addr().Next())
		}
	}
	silent, err := asks(ctx, family.From{Source: settings.Bip.Addr()}, bridges)
	if err != nil {
		return "", err
	}
	if len(silent) > 0 {
		return "", fmt.Errorf("no answer through the overlay from %s (of %d hosts)", links.Join(silent), len(bridges))
	}
	return fmt.Sprintf("%d announced peers answer", len(bridges)), nil
}

func (f flannel) StaleKeys(ctx context.Context, hosts []family.Peer) ([]string, error) {
	leases, err := f.leases(ctx)
	var keys []string
	for _, l := range leases {
		if !slices.ContainsFunc(hosts, func(host family.Peer) bool { return host.WorkloadSubnet == l.Subnet }) {
			keys = append(keys, l.Key)
		}
	}
	return keys, err
}

func (flannel) Logs() []string { return []string{"flanneld"} }

// State has flannel's leases, null where the datastore does not answer.
func (f flannel) State(ctx context.Context) map[string]any {
	type backend struct {
		PublicIP    string
		BackendType string
		BackendData map[string]any
	}
	state := map[string]any{"leases": nil}
	if holds, err := subnetEnv(); err == nil {
		state["subnetEnv"] = holds
	}
	leases, err := f.leases(ctx)
	if err != nil {
		return state
	}
	all := []map[string]any{}
	for _, l := range leases {
		var details backend
		_ = json.Unmarshal(l.Details, &details)
		entry := map[string]any{"subnet": l.Subnet, "publicIp": details.PublicIP, "backend": nil}
		if details.BackendType != "" {
			made := map[string]any{"type": details.BackendType}
			for name, value := range details.BackendData {
				made[name] = value
			}
			entry["backend"] = made
		}
		all = append(all, entry)
	}
	state["leases"] = all
	return state
}
