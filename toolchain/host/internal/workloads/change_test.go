package workloads

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/docker/docker/api/types/events"
	"golang.org/x/sys/unix"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/engine"
	"underlay.local/host/internal/family"
	"underlay.local/host/internal/namespace/fresh"
)

// standIn is an engine whose containers run or do not; all of them have one process.
type standIn struct {
	runs map[string]bool
	pid  int
	away bool
}

func (s *standIn) answer() error {
	if s.away {
		return errors.New("the engine does not answer")
	}
	return nil
}

func (s *standIn) Await(context.Context) error { return s.answer() }

func (s *standIn) Find(_ context.Context, name string) (engine.Container, bool, error) {
	runs, exists := s.runs[name]
	return engine.Container{Running: runs, Pid: s.pid}, exists, s.answer()
}

func (s *standIn) Declared(context.Context) ([]string, error) { return nil, s.answer() }

func (s *standIn) Create(_ context.Context, name, _ string, _ bool) error {
	s.runs[name] = false
	return s.answer()
}

func (s *standIn) Start(_ context.Context, name string) error {
	s.runs[name] = true
	return s.answer()
}

func (s *standIn) Remove(_ context.Context, name string) error {
	if !s.away {
		delete(s.runs, name)
	}
	return s.answer()
}

func (s *standIn) Ends(context.Context) (<-chan events.Message, <-chan error) { return nil, nil }

// beside is a family that remembers beside whom a workload was attached last.
type beside struct {
	family.Unattached
	names []string
}

func (*beside) Cni(context.Context) (string, error) { return "", nil }

func (*beside) Overlay(context.Context, []family.Workload, family.Asks) (string, error) {
	return "", nil
}

func (b *beside) Attach(_ context.Context, _ family.Workload, running []family.Workload) error {
	b.names = nil
	for _, w := range running {
		b.names = append(b.names, w.Name)
	}
	return nil
}

// hostWith workloads that are declared, and none that were added.
func hostWith(t *testing.T, declared ...string) config.Host {
	t.Helper()
	addedFile = filepath.Join(t.TempDir(), "workloads")
	host := config.Host{Cni: config.Cni{Attachment: "mode"}}
	for _, name := range declared {
		host.Workloads = append(host.Workloads, config.Workload{Name: name})
	}
	return host
}

func TestAWorkloadIsAddedBesideAllThatRun(t *testing.T) {
	fresh.Enter(t)
	fresh.Eth0(t, "10.244.1.4/32")
	others := &beside{}
	runs := map[string]bool{"client": true, "stopped": false}
	s := starter{hostWith(t, "client", "stopped"), &standIn{runs: runs, pid: unix.Gettid()}, others}
	if got, err := s.add(t.Context(), "first"); err != nil || got.String() != "10.244.1.4" || !slices.Equal(others.names, []string{"client", "first"}) {
		t.Errorf("%v, %v, beside %v", got, err, others.names)
	}
	// The service has not looked since.
	if _, err := s.add(t.Context(), "second"); err != nil || !slices.Equal(others.names, []string{"client", "first", "second"}) {
		t.Errorf("%v, beside %v", err, others.names)
	}
}

func TestAWorkloadThatCannotBeRemovedYetIsRemovedLater(t *testing.T) {
	engine := &standIn{runs: map[string]bool{"first": true, "second": true}, away: true}
	s := starter{hostWith(t), engine, &beside{}}
	must(t, saveAdded(list("first - second -")))
	if err := s.remove(t.Context(), "first"); err == nil {
		t.Error("the engine is away")
	}
	engine.away = false
	if err := s.remove(t.Context(), "first"); err != nil {
		t.Error(err)
	}
	added, err := loadAdded()
	if err != nil || len(added) != 1 || added[0].Name != "second" || len(engine.runs) != 1 {
		t.Errorf("added %v, %v; the engine has %v", added, err, engine.runs)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
