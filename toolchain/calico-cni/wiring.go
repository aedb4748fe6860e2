package main

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/containernetworking/plugins/pkg/netlinksafe"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

var (
	// gateway is every workload's next hop. Nobody has this address: the host answers for it by proxy ARP
	// (https://docs.tigera.io/calico/latest/reference/faq).
	gateway    = netip.MustParseAddr("169.254.1.1")
	everywhere = netip.MustParsePrefix("0.0.0.0/0")
	// hostMAC is that of every host end: links of their own need no addresses of their own, and the kernel need not make
	// one up (https://github.com/projectcalico/calico/blob/master/cni-plugin/pkg/dataplane/linux/dataplane_linux.go).
	hostMAC = net.HardwareAddr{0xee, 0xee, 0xee, 0xee, 0xee, 0xee}
)

// hostInterface names a workload's host end. In Kubernetes Calico hashes the pod's name; here it is the container's ID.
func hostInterface(container string) string {
	sum := sha1.Sum([]byte(container))
	return "cali" + hex.EncodeToString(sum[:])[:11]
}

// wire connects a workload and fills in its MAC. What it has made when it fails is for unwire to remove.
func (n *namespaces) wire(w *workload, mtu int) error {
	// A host end without a container in the state is left from one that is gone.
	if err := unwire(n.host, w.HostInterface); err != nil {
		return err
	}
	host := netlink.NewVeth(netlink.LinkAttrs{Name: w.HostInterface, MTU: mtu, TxQLen: -1, HardwareAddr: hostMAC})
	host.PeerName, host.PeerNamespace = w.Interface, netlink.NsFd(n.file.Fd())
	if err := n.host.LinkAdd(host); err != nil {
		return wiringProblem(fmt.Sprintf("make the veth pair %s and %s in %s", w.HostInterface, w.Interface, n.file.Path()), err)
	}
	inside, err := n.container.LinkByName(w.Interface)
	if err != nil {
		return wiringProblem("find "+w.Interface+" in the container", err)
	}
	w.MAC = inside.Attrs().HardwareAddr.String()
	if err := wireHost(n.host, *w); err != nil {
		return err
	}
	return wireContainer(n.container, inside, w.Address)
}

// wireContainer gives the container's end its address and the two routes that every Calico workload has.
func wireContainer(handle netlinksafe.Handle, link netlink.Link, address netip.Addr) error {
	name, index := link.Attrs().Name, link.Attrs().Index
	if err := handle.AddrAdd(link, &netlink.Addr{IPNet: hostNet(address)}); err != nil {
		return wiringProblem(fmt.Sprintf("give %s the address %s", name, address), err)
	}
	if err := handle.LinkSetUp(link); err != nil {
		return wiringProblem("set "+name+" up", err)
	}
	toGateway := &netlink.Route{LinkIndex: index, Scope: netlink.SCOPE_LINK, Dst: hostNet(gateway)}
	if err := handle.RouteAdd(toGateway); err != nil {
		return wiringProblem(fmt.Sprintf("add the route to %s in the container", gateway), err)
	}
	byDefault := &netlink.Route{LinkIndex: index, Gw: gateway.AsSlice(), Dst: ipNet(everywhere)}
	if err := handle.RouteAdd(byDefault); err != nil {
		return wiringProblem("add the default route in the container", err)
	}
	return nil
}

// unwire removes a host end, and with it the container's end, the host's route and the neighbour entry.
func unwire(handle netlinksafe.Handle, name string) error {
	link, err := handle.LinkByName(name)
	if err == nil {
		err = handle.LinkDel(link)
	}
	if err == nil || isGone(err) {
		return nil
	}
	return wiringProblem("remove "+name, err)
}

func isGone(err error) bool {
	var missing netlink.LinkNotFoundError
	return errors.As(err, &missing) || errors.Is(err, unix.ENODEV)
}

func hostNet(address netip.Addr) *net.IPNet {
	return ipNet(netip.PrefixFrom(address, address.BitLen()))
}

func ipNet(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}
