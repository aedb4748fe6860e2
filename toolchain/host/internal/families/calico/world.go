package calico

import (
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"strings"

	"underlay.local/host/internal/etcd"
)

// The keys of Calico's own etcd datastore (libcalico-go, lib/backend/model).
const (
	keys       = "/calico/"
	nodeKeys   = keys + "resources/v3/projectcalico.org/nodes/"
	blockKeys  = keys + "ipam/v2/host/"
	affinities = "/ipv4/block/"
)

// world is what the datastore says of all nodes.
type world struct {
	nodes map[string]node
	// blocks and the node of each.
	blocks map[netip.Prefix]string
}

// node has an address in the underlay, and the address and MAC address of its VTEP.
type node struct {
	address, vtep netip.Addr
	mac           net.HardwareAddr
}

// ownerOf a key is the node that wrote it.
func ownerOf(key string) (string, bool) {
	if name, found := strings.CutPrefix(key, nodeKeys); found {
		return name, true
	}
	if rest, found := strings.CutPrefix(key, blockKeys); found {
		name, _, _ := strings.Cut(rest, "/")
		return name, true
	}
	return "", false
}

// blockKey of a node's block, in which Calico writes 10.244.1.0-26.
func blockKey(name string, block netip.Prefix) string {
	return blockKeys + name + affinities + strings.Replace(block.String(), "/", "-", 1)
}

// worldOf a snapshot. What cannot be parsed is left out, and what the kernel would refuse: one such key must not keep it from all others.
func worldOf(found etcd.Snapshot) world {
	w := world{map[string]node{}, map[netip.Prefix]string{}}
	for _, pair := range found.Pairs {
		owner, known := ownerOf(pair.Key)
		if !known {
			continue
		}
		if _, text, isBlock := strings.Cut(pair.Key, affinities); isBlock {
			if block, err := netip.ParsePrefix(strings.Replace(text, "-", "/", 1)); err == nil && block == block.Masked() && block.Addr().Is4() {
				w.blocks[block] = owner
			}
			continue
		}
		if parsed, err := parseNode(pair.Value); err == nil {
			w.nodes[owner] = parsed
		}
	}
	return w
}

func parseNode(text string) (node, error) {
	var resource struct {
		Spec struct {
			Bgp struct {
				Ipv4Address netip.Prefix
			}
			Ipv4VXLANTunnelAddr netip.Addr
			VxlanTunnelMACAddr  string
		}
	}
	if err := json.Unmarshal([]byte(text), &resource); err != nil {
		return node{}, err
	}
	spec := resource.Spec
	mac, err := net.ParseMAC(spec.VxlanTunnelMACAddr)
	if err != nil {
		return node{}, err
	}
	parsed := node{spec.Bgp.Ipv4Address.Addr(), spec.Ipv4VXLANTunnelAddr, mac}
	if !parsed.address.Is4() || !parsed.vtep.Is4() || len(mac) != 6 {
		return node{}, errors.New("the node has no VTEP (yet)")
	}
	return parsed, nil
}
