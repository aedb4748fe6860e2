package links

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// Network is a prefix as netlink takes it.
func Network(prefix netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}
}

// Host is one address as netlink takes it.
func Host(address netip.Addr) *net.IPNet { return Network(netip.PrefixFrom(address, address.BitLen())) }

// Has tells whether a device of this namespace has an address.
func Has(device string, address netip.Addr) bool {
	link, err := netlink.LinkByName(device)
	if err != nil {
		return false
	}
	all, err := netlink.AddrList(link, netlink.FAMILY_ALL)
	return err == nil && slices.ContainsFunc(all, func(has netlink.Addr) bool { return has.IP.Equal(address.AsSlice()) })
}

// Join addresses to a text.
func Join(addresses []netip.Addr) string {
	texts := make([]string, len(addresses))
	for i, address := range addresses {
		texts[i] = address.String()
	}
	return strings.Join(texts, " ")
}

// Of a process's network namespace: the IPv4 addresses of each device.
func Of(pid int) (map[string][]netip.Addr, error) {
	namespace, err := netns.GetFromPid(pid)
	if err != nil {
		return nil, fmt.Errorf("process %d is gone: %w", pid, err)
	}
	defer namespace.Close()
	handle, err := netlink.NewHandleAt(namespace)
	if err != nil {
		return nil, err
	}
	defer handle.Close()
	all, err := handle.LinkList()
	if err != nil {
		return nil, err
	}
	found := map[string][]netip.Addr{}
	for _, link := range all {
		has, err := handle.AddrList(link, netlink.FAMILY_V4)
		if err != nil {
			return nil, err
		}
		for _, each := range has {
			address, _ := netip.AddrFromSlice(each.IP)
			found[link.Attrs().Name] = append(found[link.Attrs().Name], address.Unmap())
		}
	}
	return found, nil
}

// AddressIn a process's network namespace: the first one of a device.
func AddressIn(pid int, device string) (netip.Addr, error) {
	all, err := Of(pid)
	if err == nil && len(all[device]) == 0 {
		err = fmt.Errorf("%s has no address", device)
	}
	if err != nil {
		return netip.Addr{}, err
	}
	return all[device][0], nil
}

// SetMTU of a veth device in a process's network namespace, and of its other end in this one. That there is none is no error.
func SetMTU(pid int, device string, mtu int) error {
	namespace, err := netns.GetFromPid(pid)
	if err != nil {
		return fmt.Errorf("process %d is gone: %w", pid, err)
	}
	defer namespace.Close()
	handle, err := netlink.NewHandleAt(namespace)
	if err != nil {
		return err
	}
	defer handle.Close()
	inside, err := handle.LinkByName(device)
	if err != nil || inside.Attrs().MTU == mtu {
		return nil
	}
	outside, err := netlink.LinkByIndex(inside.Attrs().ParentIndex)
	if err != nil {
		return nil
	}
	if err := netlink.LinkSetMTU(outside, mtu); err != nil {
		return fmt.Errorf("%s does not take the MTU %d: %w", outside.Attrs().Name, mtu, err)
	}
	return handle.LinkSetMTU(inside, mtu)
}
