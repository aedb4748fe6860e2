package calico

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"underlay.local/host/internal/links"
)

// felix is the protocol that Felix gives its routes (Felix configuration, deviceRouteProtocol).
const felix = 80

// kernel is the host's data plane of a VXLAN pool.
type kernel struct{ tunnel tunnel }

// wayTo a node: by the tunnel, or straight to its address.
type wayTo struct {
	via       netip.Addr
	tunnelled bool
}

// ways to all other nodes. Only nodes of this subnet can be reached without the tunnel, if CrossSubnet leaves them out.
func ways(w world, own string, crossSubnet bool, isNeighbour func(netip.Addr) bool) map[string]wayTo {
	found := map[string]wayTo{}
	for name, node := range w.nodes {
		switch {
		case name == own:
		case crossSubnet && isNeighbour(node.address):
			found[name] = wayTo{node.address, false}
		default:
			found[name] = wayTo{node.vtep, true}
		}
	}
	return found
}

func isNeighbour(address netip.Addr) bool {
	routes, err := netlink.RouteGet(address.AsSlice())
	return err == nil && len(routes) > 0 && routes[0].Gw == nil
}

func (k kernel) Hold(w world, own string, only bool) (int, error) {
	device, err := netlink.LinkByName(k.tunnel.Device)
	if err != nil {
		return 0, fmt.Errorf("%s is gone: %w", k.tunnel.Device, err)
	}
	index := device.Attrs().Index
	wantedNeighbours := map[string]bool{}
	for name, node := range w.nodes {
		if name == own {
			continue
		}
		for _, entry := range entries(index, node) {
			if err := netlink.NeighSet(&entry); err != nil {
				return 0, fmt.Errorf("entry for %s: %w", name, err)
			}
			wantedNeighbours[identity(entry)] = true
		}
	}
	to := ways(w, own, k.tunnel.CrossSubnet, isNeighbour)
	wantedRoutes := map[string]bool{}
	for block, name := range w.blocks {
		route := &netlink.Route{Dst: links.Network(block), Protocol: felix}
		way, found := to[name]
		switch {
		case name == own:
			route.Type = unix.RTN_BLACKHOLE
		case !found:
			continue
		case way.tunnelled:
			// Without a protocol, as Calico's: `ip route` then shows none.
			route.Gw, route.LinkIndex, route.Flags, route.Protocol = way.via.AsSlice(), index, int(netlink.FLAG_ONLINK), unix.RTPROT_BOOT
		default:
			route.Gw = way.via.AsSlice()
		}
		if err := netlink.RouteReplace(route); err != nil {
			return 0, fmt.Errorf("route to %s: %w", block, err)
		}
		wantedRoutes[block.String()] = true
	}
	if !only {
		return len(wantedRoutes), nil
	}
	return len(wantedRoutes), errors.Join(dropNeighbours(index, wantedNeighbours), dropRoutes(index, wantedRoutes))
}

// entries of a VTEP: which MAC address it has, and behind which underlay address that is.
func entries(index int, n node) []netlink.Neigh {
	return []netlink.Neigh{
		{LinkIndex: index, Family: unix.AF_INET, State: unix.NUD_PERMANENT, IP: n.vtep.AsSlice(), HardwareAddr: n.mac},
		{
			LinkIndex: index, Family: unix.AF_BRIDGE, State: unix.NUD_PERMANENT, Flags: unix.NTF_SELF,
			IP: n.address.AsSlice(), HardwareAddr: n.mac,
		},
	}
}

func identity(entry netlink.Neigh) string {
	return fmt.Sprint(entry.Family == unix.AF_BRIDGE, entry.IP, entry.HardwareAddr)
}

// dropNeighbours takes the tunnel's permanent entries out that nobody wants. Every one is ours: nothing is learned there.
func dropNeighbours(index int, wanted map[string]bool) error {
	for _, kind := range []int{unix.AF_INET, unix.AF_BRIDGE} {
		all, err := netlink.NeighList(index, kind)
		if err != nil {
			return err
		}
		for _, entry := range all {
			entry.Family = kind
			if entry.State&unix.NUD_PERMANENT == 0 || entry.IP == nil || wanted[identity(entry)] {
				continue
			}
			if err := netlink.NeighDel(&entry); err != nil && !errors.Is(err, unix.ENOENT) {
				return err
			}
		}
	}
	return nil
}

// dropRoutes takes routes out that are ours, by their protocol or their device, and that nobody wants or that had stepped back.
func dropRoutes(index int, wanted map[string]bool) error {
	all, err := netlink.RouteList(nil, netlink.FAMILY_V4)
	if err != nil {
		return err
	}
	for _, route := range all {
		ours := route.Protocol == felix || route.LinkIndex == index && route.Gw != nil
		if !ours || route.Dst == nil || wanted[route.Dst.String()] && route.Priority != behind {
			continue
		}
		if err := netlink.RouteDel(&route); err != nil && !errors.Is(err, unix.ESRCH) {
			return err
		}
	}
	return nil
}
