package workloads

import (
	"context"
	"errors"
	"fmt"

	"github.com/docker/docker/api/types/events"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/engine"
	"underlay.local/host/internal/families"
	"underlay.local/host/internal/family"
)

// containers are those of the host's engine (engine.Engine).
type containers interface {
	Await(ctx context.Context) error
	Find(ctx context.Context, name string) (engine.Container, bool, error)
	Declared(ctx context.Context) ([]string, error)
	Create(ctx context.Context, name, network string, isDeclared bool) error
	Start(ctx context.Context, name string) error
	Remove(ctx context.Context, name string) error
	Ends(ctx context.Context) (<-chan events.Message, <-chan error)
}

// starter starts workloads and connects them.
type starter struct {
	host   config.Host
	engine containers
	family family.Family
}

func newStarter() (starter, error) {
	host, err := config.Load()
	if err != nil {
		return starter{}, err
	}
	connected, err := engine.Connect()
	return starter{host, connected, families.Of(host)}, err
}

// modeAttaches where the mode's family connects workloads; else the engine does, by docker0.
func (s starter) modeAttaches() bool { return s.host.Cni.Attachment == "mode" }

// one workload is made where there is none, and started and connected where that is not so; running are the others.
func (s starter) one(ctx context.Context, w family.Workload, running []family.Workload) (family.Workload, error) {
	found, exists, err := s.engine.Find(ctx, w.Name)
	if err != nil {
		return w, err
	}
	if !exists {
		network := "bridge"
		if s.modeAttaches() {
			network = "none"
		}
		if err := s.engine.Create(ctx, w.Name, network, s.host.Planned(w.Name).IsValid()); err != nil {
			return w, fmt.Errorf("workload %s cannot be made: %w", w.Name, err)
		}
	}
	if !found.Running {
		if err := s.engine.Start(ctx, w.Name); err != nil {
			return w, fmt.Errorf("workload %s does not start: %w", w.Name, err)
		}
		if found, _, err = s.engine.Find(ctx, w.Name); err != nil {
			return w, err
		}
	}
	w.Pid = found.Pid
	if err := s.family.Attach(ctx, w, append(running, w)); err != nil {
		return w, fmt.Errorf("workload %s is not connected: %w", w.Name, err)
	}
	return w, nil
}

// all workloads, those that run and why others do not. docker0 gives out the lowest free address, so the order of the declaration
// is what makes addresses repeatable, and there one that fails keeps those after it waiting. (Docker's own restart policy starts
// containers in no order.)
func (s starter) all(ctx context.Context) ([]family.Workload, error) {
	wanted, err := All(s.host)
	if err != nil {
		return nil, err
	}
	running := []family.Workload{}
	var problems []error
	for _, w := range wanted {
		started, err := s.one(ctx, w, running)
		if err == nil {
			running = append(running, started)
			continue
		}
		problems = append(problems, err)
		if !s.modeAttaches() {
			break
		}
	}
	return running, errors.Join(problems...)
}
