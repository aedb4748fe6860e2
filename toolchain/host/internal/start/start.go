// Package start is a machine's first program, be it a host or a router: it makes the kernel's settings writable, waits for the
// lab's files and configures the machine by them, then hands over to runit, which starts every service whose configuration is
// there and restarts it when it dies.
package start

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"underlay.local/host/internal/configure"
	"underlay.local/host/internal/services"
	"underlay.local/host/internal/sysctl"
)

// Run is `underlay-host init`.
func Run([]string) error {
	for _, step := range []func() error{openKernel, settings, configure.First} {
		if err := step(); err != nil {
			return err
		}
	}
	return unix.Exec("/usr/bin/runsvdir", []string{"runsvdir", "-P", services.Dir}, os.Environ())
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
		err := sysctl.Net(s.name, s.value)
		if err != nil && !(s.optional && errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}
