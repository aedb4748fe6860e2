// Package calico is Calico's data plane as the resources of the lab's file lead to it: BIRD's BGP sessions, or an agent that
// learns of other nodes in the datastore, and the CNI plugin for workloads.
package calico

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"underlay.local/host/internal/bird"
	"underlay.local/host/internal/config"
	"underlay.local/host/internal/etcd"
	"underlay.local/host/internal/family"
	"underlay.local/host/internal/links"
)

const (
	pluginFile  = "/opt/cni/bin/calico-cni"
	pluginState = "/var/lib/underlay/calico/state.json"
)

var networkFile = "/etc/cni/net.d/10-calico.conf"

type calico struct {
	family.Unattached
	host      config.Host
	datastore etcd.Client
}

// Of a host.
func Of(host config.Host) family.Family {
	return calico{host: host, datastore: etcd.Client{Endpoint: host.Datastore}}
}

// Cni passes when every BGP session of this host is Established, a route leads to the block of every other host that has workloads
// (unless the lab is expected to be broken), and the tunnel's device, where the mode has one, is there.
func (c calico) Cni(ctx context.Context) (string, error) {
	var said []string
	tunnel, found, err := loadTunnel()
	if err != nil {
		return "", err
	}
	if found {
		if !links.Has(tunnel.Device, tunnel.Address) {
			return "", fmt.Errorf("%s does not have %s yet", tunnel.Device, tunnel.Address)
		}
		said = append(said, fmt.Sprintf("%s has %s", tunnel.Device, tunnel.Address))
	}
	if _, err := os.Stat(bird.Configuration); err == nil {
		sessions, err := established(ctx)
		if err != nil {
			return "", err
		}
		said = slices.Insert(said, 0, sessions)
	}
	blocks, err := remoteBlocks()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if slices.Contains(c.host.Gates, "overlay") {
		if err := routed(blocks, leftover()); err != nil {
			return "", err
		}
	}
	return strings.Join(said, ", "), nil
}

// Overlay passes when the block of every other host that this one knows of is in the routing table, and an address in it answers:
// that of the host's tunnel, or else of its first workload. Asked from a workload of our own, or from the host where there
// is none. With BGP those are the hosts for which the lab's file declares workloads; with a datastore those it has by now.
func (c calico) Overlay(ctx context.Context, running []family.Workload, asks family.Asks) (string, error) {
	addresses, err := c.remote(ctx)
	if err != nil {
		return "", err
	}
	if err := routed(addresses, leftover()); err != nil {
		return "", err
	}
	from := family.From{}
	if len(running) > 0 {
		from.Pid = running[0].Pid
	}
	silent, err := asks(ctx, from, addresses)
	if err != nil {
		return "", err
	}
	if len(silent) > 0 {
		return "", fmt.Errorf("no answer from %s", links.Join(silent))
	}
	return fmt.Sprintf("%d remote blocks answer", len(addresses)), nil
}

func (c calico) remote(ctx context.Context) ([]netip.Addr, error) {
	addresses, err := remoteBlocks()
	if errors.Is(err, fs.ErrNotExist) {
		found, err := c.datastore.Below(ctx, keys)
		if err != nil {
			return nil, err
		}
		known := worldOf(found)
		if _, registered := known.nodes[c.host.Name]; !registered {
			return nil, fmt.Errorf("the datastore does not know of this host")
		}
		for name, node := range known.nodes {
			if name != c.host.Name {
				addresses = append(addresses, node.vtep)
			}
		}
		return addresses, nil
	}
	return addresses, err
}

// Attach connects a workload by the CNI plugin: ADD, unless CHECK finds all in place. A workload that was restarted has a new
// namespace, so what is left of the old one is removed first.
func (c calico) Attach(ctx context.Context, w family.Workload, _ []family.Workload) error {
	// The kernel answers for 169.254.1.1 (proxy ARP) only where a unicast route leads there by another device. A host
	// with a default route has one; a lab's has none, and Calico's routing table is to look as it does elsewhere.
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	gateway := &netlink.Route{
		Dst: links.Host(netip.MustParseAddr("169.254.1.1")), LinkIndex: loopback.Attrs().Index,
		Table: unix.RT_TABLE_LOCAL, Type: unix.RTN_UNICAST, Scope: netlink.SCOPE_LINK,
	}
	if err := netlink.RouteReplace(gateway); err != nil {
		return fmt.Errorf("no route stands for the workloads' next hop: %w", err)
	}
	if hasSeen(w.Name) {
		// Another mode may leave less room, or more; what talks meanwhile talks on.
		if err := links.SetMTU(w.Pid, "eth0", c.host.Cni.MTU); err != nil {
			return err
		}
		if c.plugin(ctx, "CHECK", w) == nil {
			return nil
		}
		if err := c.plugin(ctx, "DEL", w); err != nil {
			return err
		}
	}
	if err := c.plugin(ctx, "ADD", w); err != nil {
		return errors.Join(err, c.plugin(ctx, "DEL", w))
	}
	return nil
}

// hasSeen tells by the plugin's own state whether it has connected a workload before: its start is most of its work.
func hasSeen(name string) bool {
	var state struct{ Workloads []struct{ Container string } }
	text, err := os.ReadFile(pluginState)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil || json.Unmarshal(text, &state) != nil {
		return true
	}
	return slices.ContainsFunc(state.Workloads, func(w struct{ Container string }) bool { return w.Container == name })
}

// Detach gives a workload's address back and removes its routes.
func (c calico) Detach(ctx context.Context, name string) error {
	return c.plugin(ctx, "DEL", family.Workload{Name: name})
}

// plugin is called as a container runtime does (CNI specification 1.0.0). A workload's name stands for it, not the engine's ID: a
// container that was removed by hand and made anew is the same workload, with the same address.
func (c calico) plugin(ctx context.Context, command string, w family.Workload) error {
	network, err := os.Open(networkFile)
	if err != nil {
		return err
	}
	defer network.Close()
	call := exec.CommandContext(ctx, pluginFile)
	call.Stdin = network
	call.Env = append(os.Environ(), "CNI_COMMAND="+command, "CNI_CONTAINERID="+w.Name, "CNI_IFNAME=eth0", "CNI_PATH=/opt/cni/bin")
	if w.Pid != 0 {
		call.Env = append(call.Env, fmt.Sprintf("CNI_NETNS=/proc/%d/ns/net", w.Pid))
	}
	if w.Address.IsValid() {
		call.Env = append(call.Env, "CNI_ARGS=IP="+w.Address.String())
	}
	output, err := call.CombinedOutput()
	if err == nil {
		return nil
	}
	var problem struct{ Msg, Details string }
	if json.Unmarshal(output, &problem) == nil && problem.Msg != "" {
		return fmt.Errorf("the CNI plugin's %s fails: %s", command, strings.TrimSpace(problem.Msg+" "+problem.Details))
	}
	return fmt.Errorf("the CNI plugin's %s fails: %w: %s", command, err, strings.TrimSpace(string(output)))
}

// StaleKeys are the nodes, and the affinities of blocks, of hosts that are gone.
func (c calico) StaleKeys(ctx context.Context, hosts []family.Peer) ([]string, error) {
	found, err := c.datastore.Below(ctx, keys)
	var stale []string
	for _, pair := range found.Pairs {
		owner, known := ownerOf(pair.Key)
		if known && !slices.ContainsFunc(hosts, func(host family.Peer) bool { return host.Name == owner }) {
			stale = append(stale, pair.Key)
		}
	}
	return stale, err
}

func (calico) Logs() []string { return []string{"bird", "calico-agent"} }
