// Package start is a machine's first program, be it a host or a router: it makes the kernel's settings writable, brings the
// underlay into the shape that host.json asks for, then hands over to runit, which starts every service whose
// configuration was uploaded and restarts it when it dies.
package start

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"underlay.local/host/internal/config"
)

// Run is `underlay-host init`.
func Run([]string) error {
	host, err := config.Load()
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		openKernel,
		settings,
		func() error { return Underlay(host) },
		services,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return unix.Exec("/usr/bin/runsvdir", []string{"runsvdir", "-P", serviceDir}, os.Environ())
}

// sysctls of the machine's own namespaces; those that a kernel may lack are optional.
var sysctls = []struct {
	name, value string
	optional    bool
}{
	{"ipv4/ip_forward", "1", false},
	// Equal next hops share by flow, ports included, so that tunnels between two hosts spread as well.
	{"ipv4/fib_multipath_hash_policy", "1", true},
	// Answers may come by another way than questions went, and routers carry addresses that they have no route to.
	{"ipv4/conf/all/rp_filter", "0", false},
	// The host's engine filters nothing, so packets on its bridge need not pass through netfilter a second time. (The setting
	// is this namespace's own; it is missing without br_netfilter.)
	{"bridge/bridge-nf-call-iptables", "0", true},
}

func settings() error {
	for _, s := range sysctls {
		err := set(s.name, s.value)
		if err != nil && !(s.optional && errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}

func set(name, value string) error {
	return os.WriteFile(filepath.Join("/proc/sys/net", name), []byte(value), 0o644)
}

const (
	serviceDir = "/run/service"
	available  = "/usr/lib/underlay/services"
	logDir     = "/var/log/underlay"
	logProgram = "/usr/lib/underlay/log"
)

// services offers runit every service whose configuration is there: each names it in its file `config`.
func services() error {
	// What services tell each other is here.
	if err := os.MkdirAll("/run/underlay", 0o755); err != nil {
		return err
	}
	folders, err := filepath.Glob(available + "/*/config")
	if err != nil {
		return err
	}
	for _, file := range folders {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if _, err := os.Stat(strings.TrimSpace(string(text))); err != nil {
			continue
		}
		if err := Offer(filepath.Base(filepath.Dir(file))); err != nil {
			return err
		}
	}
	return nil
}

// Offer makes a service one of those that runit keeps running.
func Offer(name string) error {
	folder := filepath.Join(serviceDir, name)
	for _, made := range []string{filepath.Join(folder, "log"), filepath.Join(logDir, name)} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			return err
		}
	}
	for link, target := range map[string]string{
		filepath.Join(folder, "run"):     filepath.Join(available, name, "run"),
		filepath.Join(folder, "log/run"): logProgram,
	} {
		if err := os.Symlink(target, link); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("service %s: %w", name, err)
		}
	}
	return nil
}
