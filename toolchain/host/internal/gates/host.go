package gates

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/etcd"
	"underlay.local/host/internal/families"
	"underlay.local/host/internal/family"
	"underlay.local/host/internal/links"
	"underlay.local/host/internal/workloads"
)

// Of a host: those that its configuration lists. Peers are asked as asks does.
func Of(host config.Host, asks family.Asks) []Gate {
	of := families.Of(host)
	known := map[string]func(context.Context) (string, error){
		"underlay":  func(context.Context) (string, error) { return underlay(host) },
		"datastore": func(ctx context.Context) (string, error) { return datastore(ctx, host.Datastore) },
		"cni":       of.Cni,
		"workloads": func(context.Context) (string, error) { return declared(host) },
		"overlay": func(ctx context.Context) (string, error) {
			running, _ := workloads.Started()
			return of.Overlay(ctx, running, asks)
		},
	}
	gates := make([]Gate, 0, len(host.Gates))
	for _, name := range host.Gates {
		look, found := known[name]
		if !found {
			look = func(context.Context) (string, error) { return "", errors.New("this host's program knows no such gate") }
		}
		gates = append(gates, Gate{name, look})
	}
	return gates
}

// underlay passes when every address is on a device, with the lab's MTU, and a route leads to every other segment (a
// router's come from BIRD).
func underlay(host config.Host) (string, error) {
	var said []string
	for _, wanted := range host.Interfaces {
		device, err := links.DeviceOf(wanted.Address)
		if err != nil {
			return "", err
		}
		name, mtu := device.Attrs().Name, device.Attrs().MTU
		if mtu != wanted.MTU {
			return "", fmt.Errorf("%s has MTU %d, the lab asks for %d", name, mtu, wanted.MTU)
		}
		said = append(said, fmt.Sprintf("%s/%d on %s, MTU %d", wanted.Address, wanted.PrefixLength, name, mtu))
	}
	segments := append([]netip.Prefix(nil), host.Reaches...)
	for _, route := range host.Routes {
		segments = append(segments, route.Destination)
	}
	for _, segment := range segments {
		routes, err := netlink.RouteListFiltered(netlink.FAMILY_V4, &netlink.Route{Dst: links.Network(segment)}, netlink.RT_FILTER_DST)
		if err != nil {
			return "", err
		}
		if len(routes) == 0 {
			return "", fmt.Errorf("no route to segment %s yet", segment)
		}
	}
	return strings.Join(said, "\n"), nil
}

// datastore passes when etcd answers and has a leader.
func datastore(ctx context.Context, endpoint string) (string, error) {
	if endpoint == "" {
		return "not needed", nil
	}
	if err := (etcd.Client{Endpoint: endpoint}).Healthy(ctx); err != nil {
		return "", err
	}
	return "etcd at " + endpoint + " is healthy", nil
}

// declared passes when every workload of the lab's file runs, at the address that the plan gives it.
func declared(host config.Host) (string, error) {
	running, found := workloads.Started()
	if !found {
		return "", errors.New("the workloads are not started yet")
	}
	for _, wanted := range host.Workloads {
		at := slices.IndexFunc(running, func(w family.Workload) bool { return w.Name == wanted.Name })
		if at < 0 {
			return "", fmt.Errorf("workload %s is not running", wanted.Name)
		}
		devices, err := links.Of(running[at].Pid)
		if err != nil {
			return "", fmt.Errorf("workload %s is not running", wanted.Name)
		}
		var has []netip.Addr
		for _, device := range slices.Sorted(maps.Keys(devices)) {
			has = append(has, devices[device]...)
		}
		if !slices.Contains(has, wanted.Address) {
			return "", fmt.Errorf("workload %s does not have %s; it has: %s", wanted.Name, wanted.Address, links.Join(has))
		}
	}
	return fmt.Sprintf("%d running", len(host.Workloads)), nil
}

// logs that tell why a gate fails.
func logs(host config.Host, gate string) []string {
	switch gate {
	case configuration:
		return nil
	case "underlay":
		return []string{"bird"}
	case "datastore":
		// What depends on it tells what it does meanwhile.
		return append([]string{"etcd"}, families.Of(host).Logs()...)
	case "workloads":
		return []string{"dockerd", "workloads"}
	}
	return families.Of(host).Logs()
}

// endOf a service's log, in lines that a terminal can show; empty where it has none.
func endOf(service string) string {
	file := filepath.Join("/var/log/underlay", service, "current")
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	lines = lines[max(0, len(lines)-8):]
	for i, line := range lines {
		lines[i] = line[:min(220, len(line))]
	}
	return fmt.Sprintf("--- the end of %s:\n%s\n", file, strings.Join(lines, "\n"))
}
