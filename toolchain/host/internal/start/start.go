// Package start is a machine's first program, be it a host or a router: it makes writable what an engine needs where there is
// one, waits for the lab's files and configures the machine by them, then hands over to runit, which starts every service whose
// configuration is there and restarts it when it dies.
package start

import (
	"os"

	"golang.org/x/sys/unix"

	"underlay.local/host/internal/configure"
	"underlay.local/host/internal/dockerd"
	"underlay.local/host/internal/services"
)

// Run is `underlay-host init`.
func Run([]string) error {
	for _, step := range []func() error{func() error { return kernel(hasEngine()) }, configure.First} {
		if err := step(); err != nil {
			return err
		}
	}
	return unix.Exec("/usr/bin/runsvdir", []string{"runsvdir", "-P", services.Dir}, os.Environ())
}

// hasEngine tells hosts from routers.
func hasEngine() bool {
	_, err := os.Stat(dockerd.Path)
	return err == nil
}
