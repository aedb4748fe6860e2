// Package sysctl sets the kernel's settings.
package sysctl

import (
	"os"
	"path/filepath"
)

// Net sets one of this network namespace's.
func Net(name, value string) error {
	return os.WriteFile(filepath.Join("/proc/sys/net", name), []byte(value), 0o644)
}
