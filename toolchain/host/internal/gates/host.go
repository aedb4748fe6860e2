package gates

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/families"
	"underlay.local/host/internal/links"
)

// Of a host: those that its configuration lists.
func Of(host config.Host) []Gate {
	family := families.Of(host)
	known := map[string]func(context.Context) (string, error){
		"underlay":  func(context.Context) (string, error) { return underlay(host) },
		"datastore": func(ctx context.Context) (string, error) { return datastore(ctx, host.Datastore) },
		"cni":       family.Cni,
		"workloads": func(ctx context.Context) (string, error) { return script(ctx, "workloads") },
		"overlay":   func(ctx context.Context) (string, error) { return family.Overlay(ctx, nil) },
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

// datastore passes when etcd answers and has a leader, which it says by the status of its answer.
func datastore(ctx context.Context, endpoint string) (string, error) {
	if endpoint == "" {
		return "not needed", nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+"/health", nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err == nil {
		answer.Body.Close()
	}
	if err != nil || answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("etcd at %s does not answer as healthy", endpoint)
	}
	return "etcd at " + endpoint + " is healthy", nil
}

// script is a gate that is a program of the image.
func script(ctx context.Context, name string) (string, error) {
	output, err := exec.CommandContext(ctx, filepath.Join("/usr/lib/underlay/gates", name)).CombinedOutput()
	text := strings.TrimSpace(string(output))
	if err != nil && text != "" {
		return "", errors.New(text)
	}
	return text, err
}

// logs that tell why a gate fails.
func logs(host config.Host, gate string) []string {
	switch gate {
	case "underlay":
		return []string{"bird"}
	case "datastore":
		return []string{"etcd"}
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
