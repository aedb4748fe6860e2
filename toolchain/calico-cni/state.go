package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

// state is what the plugin remembers between two calls, as it is in stateDir/state.json.
type state struct {
	// Claimed blocks, in the order of their claims. A block stays claimed when its last workload goes, as in Calico.
	Claimed []netip.Prefix `json:"claimed"`
	// Workloads, in the order of their ADDs.
	Workloads []workload `json:"workloads"`
}

// workload is a container that ADD connected.
type workload struct {
	Container     string     `json:"container"`
	Interface     string     `json:"interface"`
	Address       netip.Addr `json:"address"`
	HostInterface string     `json:"hostInterface"`
	// MAC of the container's end; empty while ADD is at work, or when it was cut short.
	MAC string `json:"mac,omitempty"`
}

func (s *state) find(container string) (int, bool) {
	at := slices.IndexFunc(s.Workloads, func(w workload) bool { return w.Container == container })
	return at, at >= 0
}

func (s *state) remove(container string) {
	s.Workloads = slices.DeleteFunc(s.Workloads, func(w workload) bool { return w.Container == container })
}

// lockedState runs a function while no other call of the plugin has this folder's state. The lock lives as long as its
// open file: the kernel frees it even when the plugin is killed.
func lockedState(dir string, use func(*state) error) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return stateProblem("its folder cannot be made", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return stateProblem("its lock cannot be opened", err)
	}
	defer lock.Close()
	for {
		if err = unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != unix.EINTR {
			break
		}
	}
	if err != nil {
		return stateProblem(lock.Name()+" cannot be locked", err)
	}
	s, err := loadState(dir)
	if err != nil {
		return err
	}
	return use(s)
}

func statePath(dir string) string { return filepath.Join(dir, "state.json") }

func loadState(dir string) (*state, error) {
	s := &state{}
	text, err := os.ReadFile(statePath(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, s)
	}
	if err != nil {
		return nil, stateProblem(statePath(dir)+" cannot be read", err)
	}
	return s, nil
}

func (s *state) save(dir string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = writeAtomically(statePath(dir), append(text, '\n'), 0o600)
	}
	if err != nil {
		return stateProblem(statePath(dir)+" cannot be written", err)
	}
	return nil
}
