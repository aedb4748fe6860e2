// Package links finds and looks at network devices by netlink.
package links

import (
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
)

// DeviceOf finds the device that has an address. Docker numbers devices in no fixed order, so they are always found so.
func DeviceOf(address netip.Addr) (netlink.Link, error) {
	all, err := netlink.AddrList(nil, netlink.FAMILY_ALL)
	if err != nil {
		return nil, fmt.Errorf("the kernel does not list addresses: %w", err)
	}
	for _, has := range all {
		if found, _ := netip.AddrFromSlice(has.IP); found.Unmap() == address {
			return netlink.LinkByIndex(has.LinkIndex)
		}
	}
	return nil, fmt.Errorf("no interface has the address %s", address)
}

// PrintDevice is `underlay-device ADDRESS`: the name of the interface that has this address.
func PrintDevice(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("usage: underlay-device ADDRESS")
	}
	address, err := netip.ParseAddr(arguments[0])
	if err != nil {
		return err
	}
	device, err := DeviceOf(address)
	if err != nil {
		return err
	}
	fmt.Println(device.Attrs().Name)
	return nil
}
