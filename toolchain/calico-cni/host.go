package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path"
	"strings"

	"github.com/containernetworking/plugins/pkg/netlinksafe"
	"github.com/vishvananda/netlink"
)

// setting is a kernel parameter of the host end, below /proc/sys/net.
type setting struct{ name, value string }

// hostSettings of a host end: those that Calico's plugin and its agent make, as measured on the real thing.
func hostSettings(link string) []setting {
	return []setting{
		// The workload's next hop has no owner: the host answers for it, and at once.
		{path.Join("ipv4/conf", link, "proxy_arp"), "1"},
		{path.Join("ipv4/neigh", link, "proxy_delay"), "0"},
		{path.Join("ipv4/conf", link, "forwarding"), "1"},
		// A workload cannot send from another's address: the route back must lead to its own link.
		{path.Join("ipv4/conf", link, "rp_filter"), "1"},
		{path.Join("ipv4/conf", link, "route_localnet"), "1"},
		{path.Join("ipv6/conf", link, "disable_ipv6"), "1"},
	}
}

// wireHost prepares a host end and leads the workload's address to it. Its route has the protocol "boot", which
// `ip route` leaves out: the line is Calico's.
func wireHost(handle netlinksafe.Handle, w workload) error {
	link, err := handle.LinkByName(w.HostInterface)
	if err != nil {
		return wiringProblem("find "+w.HostInterface, err)
	}
	for _, s := range hostSettings(w.HostInterface) {
		if err := s.apply(); err != nil {
			return wiringProblem("set net/"+s.name+" to "+s.value, err)
		}
	}
	if err := handle.LinkSetUp(link); err != nil {
		return wiringProblem("set "+w.HostInterface+" up", err)
	}
	mac, err := net.ParseMAC(w.MAC)
	if err != nil {
		return wiringProblem("read the MAC of "+w.Interface, err)
	}
	neighbour := &netlink.Neigh{LinkIndex: link.Attrs().Index, State: netlink.NUD_PERMANENT, IP: w.Address.AsSlice(), HardwareAddr: mac}
	if err := handle.NeighSet(neighbour); err != nil {
		return wiringProblem(fmt.Sprintf("add the neighbour entry of %s", w.Address), err)
	}
	route := &netlink.Route{LinkIndex: link.Attrs().Index, Scope: netlink.SCOPE_LINK, Dst: hostNet(w.Address)}
	if err := handle.RouteAdd(route); err != nil {
		return wiringProblem(fmt.Sprintf("add the host's route to %s", w.Address), err)
	}
	return nil
}

// apply writes a setting unless it is in force already: /proc/sys may be read-only in a container.
func (s setting) apply() error {
	current, err := s.current()
	if err != nil || current == s.value {
		return err
	}
	return os.WriteFile(s.file(), []byte(s.value), 0o644)
}

// current value of a setting. A kernel without IPv6 has none to switch off.
func (s setting) current() (string, error) {
	text, err := os.ReadFile(s.file())
	if errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(s.name, "ipv6/") {
		return s.value, nil
	}
	return strings.TrimSpace(string(text)), err
}

func (s setting) file() string { return path.Join("/proc/sys/net", s.name) }

// answersForGateway tells whether the host's end can answer ARP for the workloads' next hop. The kernel's proxy ARP only
// speaks for addresses that the host has a unicast route to, by another link: in Calico's clusters that is the default route.
func answersForGateway(handle netlinksafe.Handle) bool {
	routes, err := handle.RouteGet(gateway.AsSlice())
	return err == nil && len(routes) > 0
}
