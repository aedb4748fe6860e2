// Package configure makes a machine what its lab asks for. The lab's files are handed over as one (`underlay-configure`), which the
// machine keeps. At its start it configures itself by that; while it runs, a change concerns only those services that read what
// changed. Ended at any moment, all that was not done is done at the next start or hand-over.
package configure

import (
	"context"
	"maps"
	"os"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/services"
	"underlay.local/host/internal/underlay"
)

// machine is what runs here, of all its services, and what it was configured by last: nothing after a start.
type machine struct {
	keeper  *services.Keeper
	all     []services.Service
	applied Files
	// unsettled are the paths that hand-overs changed which have failed since: they may be as they were, or not.
	unsettled map[string]bool
}

// apply brings the machine from what it was configured by last to what is wanted now.
func (m *machine) apply(ctx context.Context, said func(string)) error {
	after, err := load(wantedFile)
	if err != nil {
		return err
	}
	changes := m.changes(after)
	if len(changes) == 0 {
		return nil
	}
	if err := m.change(ctx, after, changes, said); err != nil {
		m.unsettled = changes
		return err
	}
	m.applied, m.unsettled = after, nil
	return nil
}

// changes are the paths that whoever reads them has to look at anew.
func (m *machine) changes(after Files) map[string]bool {
	found := changed(m.applied, after)
	maps.Copy(found, m.unsettled)
	if len(found) == 0 {
		return nil
	}
	// All files are written then, and whoever edited one may have had it read.
	for path, content := range after {
		if !holds(path, content) {
			found[path] = true
		}
	}
	return found
}

func (m *machine) change(ctx context.Context, after Files, changes map[string]bool, said func(string)) error {
	if m.applied == nil {
		// What an earlier run of the machine was asked for must not count as there.
		if err := write(after); err != nil {
			return err
		}
	}
	first, then := m.steps(changes, m.keeper.Runs, m.holding(after))
	if err := take(ctx, first, said); err != nil {
		return err
	}
	if err := write(after); err != nil {
		return err
	}
	if changes[config.Path] {
		if err := hold(); err != nil {
			return err
		}
		said("underlay looked at anew")
	}
	return take(ctx, then, said)
}

func hold() error {
	host, err := config.Load()
	if err != nil {
		return err
	}
	return underlay.Hold(host)
}

// holding tells which files are there with these: they, and those that the machine was made with, which no hand-over names.
func (m *machine) holding(asked Files) func(path string) bool {
	return func(path string) bool {
		if _, has := asked[path]; has {
			return true
		}
		_, was := m.applied[path]
		return !was && !m.unsettled[path] && exists(path)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
