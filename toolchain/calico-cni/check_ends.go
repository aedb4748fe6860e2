package main

import (
	"bytes"
	"net"
	"net/netip"

	"github.com/containernetworking/plugins/pkg/netlinksafe"
	"github.com/vishvananda/netlink"
)

// containerEnd looks at the link, the address and the routes in the container.
func (f *findings) containerEnd(handle netlinksafe.Handle, w workload, mtu int) netlink.Link {
	link := f.end(handle, "the container", w.Interface, w.MAC, mtu)
	if link == nil {
		return nil
	}
	addresses, err := handle.AddrList(link, netlink.FAMILY_V4)
	wanted := hostNet(w.Address)
	f.unless(err == nil && hasNet(addresses, wanted), "%s in the container does not have the address %s", w.Interface, wanted)
	f.route(handle, link, netip.PrefixFrom(gateway, 32), netip.Addr{}, "the container")
	f.route(handle, link, everywhere, gateway, "the container")
	return link
}

// hostEnd looks at the link, its settings, the neighbour entry and the route on the host.
func (f *findings) hostEnd(handle netlinksafe.Handle, w workload, mtu int) netlink.Link {
	link := f.end(handle, "the host", w.HostInterface, hostMAC.String(), mtu)
	if link == nil {
		return nil
	}
	for _, s := range hostSettings(w.HostInterface) {
		current, err := s.current()
		f.unless(err == nil && current == s.value, "net/%s is %q instead of %s", s.name, current, s.value)
	}
	neighbours, err := handle.NeighList(link.Attrs().Index, netlink.FAMILY_V4)
	f.unless(err == nil && hasPermanent(neighbours, w), "%s has no permanent neighbour entry %s at %s", w.HostInterface, w.Address, w.MAC)
	f.route(handle, link, netip.PrefixFrom(w.Address, 32), netip.Addr{}, "the host")
	return link
}

// end looks at what both ends have; without a veth of this name there is nothing more to see.
func (f *findings) end(handle netlinksafe.Handle, where, name, mac string, mtu int) netlink.Link {
	link, err := handle.LinkByName(name)
	if err != nil {
		f.add("%s has no interface %s", where, name)
		return nil
	}
	if link.Type() != "veth" {
		f.add("%s in %s is a %s, not a veth", name, where, link.Type())
		return nil
	}
	attributes := link.Attrs()
	f.unless(attributes.Flags&net.FlagUp != 0, "%s in %s is down", name, where)
	f.unless(attributes.HardwareAddr.String() == mac, "%s in %s has MAC %s instead of %s", name, where, attributes.HardwareAddr, mac)
	f.unless(attributes.MTU == mtu, "%s in %s has MTU %d instead of %d", name, where, attributes.MTU, mtu)
	return link
}

// route looks for one route by a link, via a gateway or (without one) in the link's scope.
func (f *findings) route(handle netlinksafe.Handle, link netlink.Link, to netip.Prefix, via netip.Addr, where string) {
	routes, err := handle.RouteList(link, netlink.FAMILY_V4)
	text := to.String() + " dev " + link.Attrs().Name + " scope link"
	if via.IsValid() {
		text = to.String() + " via " + via.String() + " dev " + link.Attrs().Name
	}
	for _, route := range routes {
		direct := !via.IsValid() && route.Gw == nil && route.Scope == netlink.SCOPE_LINK
		indirect := via.IsValid() && route.Gw.Equal(via.AsSlice())
		if isNet(route.Dst, ipNet(to)) && (direct || indirect) {
			return
		}
	}
	f.unless(err == nil, "the routes of %s cannot be listed: %v", where, err)
	f.add("%s has no route %s", where, text)
}

func hasNet(addresses []netlink.Addr, wanted *net.IPNet) bool {
	for _, address := range addresses {
		if isNet(address.IPNet, wanted) {
			return true
		}
	}
	return false
}

func isNet(found, wanted *net.IPNet) bool {
	return found != nil && found.IP.Equal(wanted.IP) && bytes.Equal(found.Mask, wanted.Mask)
}

func hasPermanent(neighbours []netlink.Neigh, w workload) bool {
	for _, n := range neighbours {
		if n.IP.Equal(w.Address.AsSlice()) && n.State == netlink.NUD_PERMANENT && n.HardwareAddr.String() == w.MAC {
			return true
		}
	}
	return false
}
