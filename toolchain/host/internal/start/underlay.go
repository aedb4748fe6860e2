package start

import (
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/impair"
	"underlay.local/host/internal/links"
)

// Underlay brings devices and routes into the shape that the configuration asks for. Done twice it does no harm.
func Underlay(host config.Host) error {
	// Nobody answers at the gateway that Docker's address management insists on.
	if err := dropDefault(); err != nil {
		return err
	}
	for _, wanted := range host.Interfaces {
		device, err := links.DeviceOf(wanted.Address)
		if err != nil {
			return err
		}
		if err := netlink.LinkSetMTU(device, wanted.MTU); err != nil {
			return fmt.Errorf("%s does not take the MTU %d: %w", device.Attrs().Name, wanted.MTU, err)
		}
		if err := links.AcceptAnyWay(device); err != nil {
			return fmt.Errorf("the reverse path filter of %s cannot be switched off: %w", device.Attrs().Name, err)
		}
		if err := impair.Restore(wanted); err != nil {
			return err
		}
	}
	for _, route := range host.Routes {
		if err := replace(route); err != nil {
			return fmt.Errorf("the route to %s cannot be made: %w", route.Destination, err)
		}
	}
	return nil
}

func dropDefault() error {
	routes, err := netlink.RouteListFiltered(netlink.FAMILY_V4, &netlink.Route{Dst: links.Network(netip.MustParsePrefix("0.0.0.0/0"))}, netlink.RT_FILTER_DST)
	for i := range routes {
		if err := netlink.RouteDel(&routes[i]); err != nil {
			return fmt.Errorf("the default route cannot be removed: %w", err)
		}
	}
	return err
}

func replace(wanted config.Route) error {
	route := &netlink.Route{Dst: links.Network(wanted.Destination)}
	if len(wanted.Via) == 1 {
		route.Gw = wanted.Via[0].AsSlice()
	}
	for _, hop := range wanted.Via {
		if len(wanted.Via) > 1 {
			route.MultiPath = append(route.MultiPath, &netlink.NexthopInfo{Gw: hop.AsSlice()})
		}
	}
	return netlink.RouteReplace(route)
}
