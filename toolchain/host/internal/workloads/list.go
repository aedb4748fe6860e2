// Package workloads keeps the host's containers running: those that the lab declares, in the order of their declaration, then those
// that were added since.
package workloads

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"slices"
	"strings"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/family"
	"underlay.local/host/internal/files"
)

// addedFile has a line for each workload that was added: its name, and its address where the mode's family chose one.
var addedFile = "/var/lib/underlay/workloads"

// startedFile is what the service saw last, so that gates need not ask the engine.
const startedFile = "/run/underlay/workloads.json"

// All that the host is to have, none of them with a process.
func All(host config.Host) ([]family.Workload, error) {
	var all []family.Workload
	for _, w := range host.Workloads {
		all = append(all, family.Workload{Name: w.Name, Address: w.Address})
	}
	added, err := loadAdded()
	return append(all, added...), err
}

func loadAdded() ([]family.Workload, error) {
	text, err := os.ReadFile(addedFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var added []family.Workload
	for line := range strings.Lines(string(text)) {
		name, address, _ := strings.Cut(strings.TrimSpace(line), " ")
		planned, _ := netip.ParseAddr(address)
		if name != "" {
			added = append(added, family.Workload{Name: name, Address: planned})
		}
	}
	return added, err
}

func saveAdded(added []family.Workload) error {
	var text strings.Builder
	for _, w := range added {
		text.WriteString(w.Name)
		if w.Address.IsValid() {
			text.WriteString(" " + w.Address.String())
		}
		text.WriteString("\n")
	}
	return files.Replace(addedFile, []byte(text.String()), 0o644)
}

// Started are the workloads that the service saw run; false before its first look.
func Started() ([]family.Workload, bool) {
	var started []family.Workload
	text, err := os.ReadFile(startedFile)
	return started, err == nil && json.Unmarshal(text, &started) == nil
}

func named(all []family.Workload, name string) int {
	return slices.IndexFunc(all, func(w family.Workload) bool { return w.Name == name })
}
