package main

import (
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/vishvananda/netlink"
)

func TestCheck(t *testing.T) {
	h := newHost(t)
	inside, _, output := h.add(t, "c1")
	link, first := hostInterface("c1"), netip.MustParsePrefix("10.244.1.0/32")
	verify := call{command: "CHECK", container: "c1", netns: inside.path(), previous: output}
	if _, err := h.call(t, verify); err != nil {
		t.Fatalf("right after ADD: %v", err)
	}
	inHost := func(t *testing.T, step func(netlink.Link) error) { t.Helper(); onLink(t, h.space, link, step) }
	inContainer := func(t *testing.T, step func(netlink.Link) error) { t.Helper(); onLink(t, inside, "eth0", step) }
	// Each one breaks something more; CHECK tells the new difference beside the former ones.
	for _, broken := range []struct {
		want string
		in   func(*testing.T, func(netlink.Link) error)
		step func(netlink.Link) error
	}{
		{"the host has no route 10.244.1.0/32 dev " + link + " scope link", inHost, func(l netlink.Link) error {
			return netlink.RouteDel(&netlink.Route{LinkIndex: l.Attrs().Index, Scope: netlink.SCOPE_LINK, Dst: ipNet(first)})
		}},
		{"the container has no route 0.0.0.0/0 via 169.254.1.1 dev eth0", inContainer, func(l netlink.Link) error {
			return netlink.RouteDel(&netlink.Route{LinkIndex: l.Attrs().Index, Dst: ipNet(everywhere)})
		}},
		{"has no permanent neighbour entry 10.244.1.0 at ", inHost, func(l netlink.Link) error {
			return netlink.NeighDel(&netlink.Neigh{LinkIndex: l.Attrs().Index, IP: net.IPv4(10, 244, 1, 0)})
		}},
		{"net/ipv4/conf/" + link + `/proxy_arp is "0" instead of 1`, inHost, func(netlink.Link) error {
			return setting{"ipv4/conf/" + link + "/proxy_arp", "0"}.apply()
		}},
		{"eth0 in the container has MTU 1400 instead of 1480", inContainer, func(l netlink.Link) error { return netlink.LinkSetMTU(l, 1400) }},
		{"eth0 in the container does not have the address 10.244.1.0/32", inContainer, func(l netlink.Link) error {
			return netlink.AddrDel(l, &netlink.Addr{IPNet: ipNet(first)})
		}},
		{"the host has no route to 169.254.1.1, so it does not answer ARP for it", inHost, func(netlink.Link) error {
			return netlink.RouteDel(&netlink.Route{Dst: ipNet(everywhere), Gw: net.IPv4(192, 0, 2, 254)})
		}},
		{"the container has no interface eth0; the host has no interface " + link, inHost, netlink.LinkDel},
	} {
		broken.in(t, broken.step)
		_, err := h.call(t, verify)
		assertCode(t, err, codeDifferences)
		if err != nil && !strings.Contains(err.Error(), broken.want) {
			t.Errorf("error: %v; want %s", err, broken.want)
		}
	}
}

func onLink(t *testing.T, s space, name string, step func(netlink.Link) error) {
	t.Helper()
	s.in(t, func() error {
		link, err := netlink.LinkByName(name)
		if err != nil {
			return err
		}
		return step(link)
	})
}

func TestCheckAgainstAnotherResult(t *testing.T) {
	h := newHost(t)
	inside, _, output := h.add(t, "c1")
	other := []byte(strings.ReplaceAll(string(output), "10.244.1.0/32", "10.244.1.9/32"))
	_, err := h.call(t, call{command: "CHECK", container: "c1", netns: inside.path(), previous: other})
	assertCode(t, err, codeDifferences)
	const want = "container c1 is not as ADD left it: prevResult does not have the address 10.244.1.0"
	if err == nil || err.Error() != want {
		t.Errorf("error: %v", err)
	}
}

func TestCheckOfAStranger(t *testing.T) {
	h, inside := newHost(t), newSpace(t)
	_, err := h.call(t, call{command: "CHECK", container: "c1", netns: inside.path()})
	assertCode(t, err, codeDifferences)
}
