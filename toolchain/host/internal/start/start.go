// Package start is a machine's first program, be it a host or a router: it makes writable what an engine needs where there is
// one, brings the underlay into the shape that host.json asks for, then hands over to runit, which starts every service whose
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
	"underlay.local/host/internal/dockerd"
)

// Run is `underlay-host init`.
func Run([]string) error {
	host, err := config.Load()
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return kernel(hasEngine()) },
		func() error { return Underlay(host) },
		services,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return unix.Exec("/usr/bin/runsvdir", []string{"runsvdir", "-P", serviceDir}, os.Environ())
}

// hasEngine tells hosts from routers.
func hasEngine() bool {
	_, err := os.Stat(dockerd.Path)
	return err == nil
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
