package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/containernetworking/cni/pkg/types"
)

func assertCode(t *testing.T, err error, code uint) {
	t.Helper()
	var known *types.Error
	if !errors.As(err, &known) || known.Code != code {
		t.Errorf("error: %v; want code %d", err, code)
	}
}

// Calls at the same time wait for each other: no address is given out twice, none is lost.
func TestCallsTakeTurns(t *testing.T) {
	dir, blocks := t.TempDir(), prefixes("10.244.1.0/26", "10.244.1.64/26")
	var calls sync.WaitGroup
	for i := range 100 {
		calls.Go(func() {
			err := lockedState(dir, func(s *state) error {
				if _, err := s.take(fmt.Sprint(i), blocks, ""); err != nil {
					return err
				}
				return s.save(dir)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	s, err := loadState(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(s.takenAddresses()); got != 100 || len(s.Claimed) != 2 {
		t.Errorf("%d addresses, claimed %v", got, s.Claimed)
	}
	for i := range 100 {
		if address := fmt.Sprintf("10.244.1.%d", i); s.Workloads[i].Address.String() != address {
			t.Errorf("workload %d has %s", i, s.Workloads[i].Address)
		}
	}
	assertOnly(t, dir, "lock", "state.json")
}

func TestUnreadableState(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(statePath(dir), []byte(`{"claimed":[`), 0o600); err != nil {
		t.Fatal(err)
	}
	err := lockedState(dir, func(*state) error { t.Error("used"); return nil })
	assertCode(t, err, codeState)
}

// assertOnly fails if a folder holds anything else: a temporary file that was left, say.
func assertOnly(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(names) {
		t.Errorf("%s holds %v", dir, entries)
	}
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
