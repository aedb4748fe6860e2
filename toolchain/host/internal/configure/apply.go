// Package configure makes a machine what its lab asks for. The lab's files are handed over as one (`underlay-configure`), which the
// machine keeps. At its start it configures itself by that (First); while it runs, a change concerns only those services
// that read what changed. Ended at any moment, all that was not done is done at the next start or hand-over.
package configure

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/services"
	"underlay.local/host/internal/underlay"
)

// lockFile lets the start and hand-overs take turns.
const lockFile = "/run/underlay/configure.lock"

// First is the part of the machine's start that waits for the lab's files, and configures the machine by them.
func First() error {
	// What services tell each other is here.
	for _, folder := range []string{"/run/underlay", services.Dir} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	for pause := 2 * time.Millisecond; ; pause = min(2*pause, 20*time.Millisecond) {
		_, err := os.Stat(wantedFile)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		time.Sleep(pause)
	}
	release, err := lock()
	if err != nil {
		return err
	}
	defer release()
	wanted, err := load(wantedFile)
	if err != nil {
		return err
	}
	if err := write(wanted); err != nil {
		return err
	}
	if err := hold(); err != nil {
		return err
	}
	all, err := services.All()
	if err != nil {
		return err
	}
	_, begin := steps(all, nil, func(string) bool { return false }, exists)
	if err := take(context.Background(), begin, func(string) {}); err != nil {
		return err
	}
	return save(appliedFile, wanted)
}

// Live brings a machine that runs from what it was configured by last to what is wanted now.
func Live(ctx context.Context, said func(string)) error {
	release, err := lock()
	if err != nil {
		return err
	}
	defer release()
	after, err := load(wantedFile)
	if err != nil {
		return err
	}
	before, err := load(appliedFile)
	if err != nil {
		return err
	}
	changes := changed(before, after)
	if len(changes) == 0 {
		return nil
	}
	all, err := services.All()
	if err != nil {
		return err
	}
	had, has := holding(before, after), holding(after, before)
	first, then := steps(all, changes, had, has)
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
	return save(appliedFile, after)
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

func lock() (release func(), err error) {
	if err := os.MkdirAll(filepath.Dir(lockFile), 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(lockFile, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(int(file.Fd()), unix.LOCK_EX)
		if !errors.Is(err, unix.EINTR) {
			return func() { file.Close() }, err
		}
	}
}
