package calico

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"underlay.local/host/internal/waiting"
)

// A host that changes from one mode to another keeps the old routes and devices until the new ones are there, on this host and on
// the others: packets cross all the while, by the one way or by the other.

const (
	// vxlanDevice and ipipDevice are the devices that modes have.
	vxlanDevice, ipipDevice = "vxlan.calico", "tunl0"
	// behind is the metric of routes that have stepped back. BIRD adds its own, of metric 0, beside them; one of the same metric it
	// could not add.
	behind = 4096
	// patience with routes in whose place none has come.
	patience = time.Minute
)

// routesOf the agent, or of BIRD, in the main table.
func routesOf(mine func(netlink.Route) bool) ([]netlink.Route, error) {
	all, err := netlink.RouteList(nil, netlink.FAMILY_V4)
	var found []netlink.Route
	for _, route := range all {
		if route.Dst != nil && mine(route) {
			found = append(found, route)
		}
	}
	return found, err
}

func ofAgent() func(netlink.Route) bool {
	vxlan := 0
	if device, err := netlink.LinkByName(vxlanDevice); err == nil {
		vxlan = device.Attrs().Index
	}
	return func(route netlink.Route) bool {
		return route.Protocol == felix || vxlan != 0 && route.LinkIndex == vxlan && route.Gw != nil
	}
}

func ofBird(route netlink.Route) bool { return route.Protocol == unix.RTPROT_BIRD }

// leftover tells which routes another mode left: those of BIRD or of the agent, whichever has no part in the mode that is.
func leftover() func(netlink.Route) bool {
	if followsDatastore() {
		return ofBird
	}
	return ofAgent()
}

// stepBack leaves the agent's routes in use until others come.
func stepBack() error {
	routes, err := routesOf(ofAgent())
	if err != nil {
		return err
	}
	for _, route := range routes {
		if route.Priority != 0 {
			continue
		}
		back := route
		back.Priority = behind
		if err := netlink.RouteReplace(&back); err != nil {
			return fmt.Errorf("the route to %s does not step back: %w", route.Dst, err)
		}
		// The kernel takes the one of the lowest metric.
		if err := netlink.RouteDel(&route); err != nil && !errors.Is(err, unix.ESRCH) {
			return err
		}
	}
	return nil
}

// tidy takes away what another mode left: routes once another leads to the same block, and devices of tunnels when no route of
// that mode has been left for a while. Other hosts may still send by the old tunnel: they change when their turn comes.
func tidy(ctx context.Context, device string) {
	untilDone(ctx, dropLeftovers, func() error { return dropDevices(device) })
}

func untilDone(ctx context.Context, routes func(all bool) (left int, err error), devices func() error) {
	began := time.Now()
	var since time.Time
	waiting.Pause(ctx, settling)
	for ; ctx.Err() == nil; waiting.Pause(ctx, 2*time.Second) {
		left, err := routes(time.Since(began) > patience)
		if err == nil && left == 0 {
			if since.IsZero() {
				since = time.Now()
			}
			if time.Since(since) < settling {
				continue
			}
			if err = devices(); err == nil {
				return
			}
		}
		if err != nil {
			log.Printf("what another mode left stays: %v", err)
		}
	}
}

// dropLeftovers returns how many routes stay because nothing has taken their place, unless all are to go.
func dropLeftovers(all bool) (left int, err error) {
	old, err := routesOf(leftover())
	if err != nil {
		return 0, err
	}
	present, err := netlink.RouteList(nil, netlink.FAMILY_V4)
	if err != nil {
		return 0, err
	}
	for _, route := range old {
		if !all && !superseded(route, present) {
			left++
			continue
		}
		if err := netlink.RouteDel(&route); err != nil && !errors.Is(err, unix.ESRCH) {
			return left, err
		}
	}
	return left, nil
}

// superseded when another route to the same destination has a lower metric.
func superseded(old netlink.Route, all []netlink.Route) bool {
	for _, route := range all {
		if route.Dst != nil && route.Dst.String() == old.Dst.String() && route.Priority < old.Priority {
			return true
		}
	}
	return false
}

// dropDevices of tunnels, but for one. The kernel's own ipip device cannot be removed: it loses its address, and is set down.
func dropDevices(kept string) error {
	if device, err := netlink.LinkByName(vxlanDevice); err == nil && kept != vxlanDevice {
		if err := netlink.LinkDel(device); err != nil {
			return err
		}
	}
	device, err := netlink.LinkByName(ipipDevice)
	if err != nil || kept == ipipDevice {
		return nil
	}
	if err := dropAddresses(device, nil); err != nil {
		return err
	}
	return netlink.LinkSetDown(device)
}
