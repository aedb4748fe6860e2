// Package configure makes a machine what its lab asks for. The lab's files are handed over as one (`underlay-configure`), which the
// machine keeps. At its start it configures itself by that; while it runs, a change concerns only those services that read what
// changed. Ended at any moment, all that was not done is done at the next start or hand-over.
package configure

import (
	"context"
	"os"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/services"
	"underlay.local/host/internal/underlay"
)

// machine is what runs here, and what it was configured by last: nothing after a start.
type machine struct {
	keeper  *services.Keeper
	applied Files
}

// apply brings the machine from what it was configured by last to what is wanted now.
func (m *machine) apply(ctx context.Context, said func(string)) error {
	after, err := load(wantedFile)
	if err != nil {
		return err
	}
	changes := changed(m.applied, after)
	if len(changes) == 0 {
		return nil
	}
	all, err := services.All()
	if err != nil {
		return err
	}
	had, has := holding(m.applied, after), holding(after, m.applied)
	if m.applied == nil {
		had = func(string) bool { return false }
		// What an earlier run of the machine was asked for must not count as there.
		if err := write(after); err != nil {
			return err
		}
	}
	first, then := m.steps(all, changes, had, has)
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
	if err := take(ctx, then, said); err != nil {
		return err
	}
	m.applied = after
	return nil
}

func hold() error {
	host, err := config.Load()
	if err != nil {
		return err
	}
	return underlay.Hold(host)
}

// holding tells which files are there with these: they, and those that the machine was made with.
func holding(asked, other Files) func(path string) bool {
	return func(path string) bool {
		if _, has := asked[path]; has {
			return true
		}
		_, was := other[path]
		return !was && exists(path)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
