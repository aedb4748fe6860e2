// Package underlay brings a machine's devices and routes into the shape that its configuration asks for.
package underlay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/files"
	"underlay.local/host/internal/impair"
	"underlay.local/host/internal/links"
)

// routesFile lists the destinations of the routes that were made, so that those of a former configuration can be taken out.
const routesFile = "/run/underlay/routes.json"

// Hold makes the kernel hold what the configuration asks for, and no more what it asked for before. Done twice it does no harm.
func Hold(host config.Host) error {
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
	return routes(host.Routes)
}

func routes(asked []config.Route) error {
	var former []netip.Prefix
	text, err := os.ReadFile(routesFile)
	if err == nil {
		err = json.Unmarshal(text, &former)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	wanted := make([]netip.Prefix, len(asked))
	for i, route := range asked {
		wanted[i] = route.Destination
	}
	if err := remember(append(slices.Clone(former), wanted...)); err != nil {
		return err
	}
	for _, route := range asked {
		if err := replace(route); err != nil {
			return fmt.Errorf("the route to %s cannot be made: %w", route.Destination, err)
		}
	}
	for _, destination := range former {
		if slices.Contains(wanted, destination) {
			continue
		}
		err := netlink.RouteDel(&netlink.Route{Dst: links.Network(destination)})
		if err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("the route to %s cannot be removed: %w", destination, err)
		}
	}
	return remember(wanted)
}

func remember(destinations []netip.Prefix) error {
	text, err := json.Marshal(destinations)
	if err != nil {
		return err
	}
	return files.Replace(routesFile, text, 0o644)
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
