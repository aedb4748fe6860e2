// Package engine asks this host's own container engine by its client.
package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/client"

	"underlay.local/host/internal/waiting"
)

// Engine of this host.
type Engine struct{ api *client.Client }

// Container of the host's engine.
type Container struct {
	Running bool
	// Pid of its first process; 0 where it doesn't run.
	Pid int
}

// Connect makes no connection yet; the engine may still be starting.
func Connect() (Engine, error) {
	api, err := client.NewClientWithOpts(client.WithHost("unix:///var/run/docker.sock"), client.WithAPIVersionNegotiation())
	return Engine{api}, err
}

// Await returns once the engine answers.
func (e Engine) Await(ctx context.Context) error {
	return waiting.Until(ctx, 5*time.Second, 50*time.Millisecond, func(ctx context.Context) error {
		_, err := e.api.Ping(ctx)
		return err
	})
}

// Find a container by name; false where there is none.
func (e Engine) Find(ctx context.Context, name string) (Container, bool, error) {
	found, err := e.api.ContainerInspect(ctx, name)
	if errdefs.IsNotFound(err) {
		return Container{}, false, nil
	}
	if err != nil {
		return Container{}, false, fmt.Errorf("the engine does not tell of %s: %w", name, err)
	}
	// A paused container runs as well: its namespaces are there.
	return Container{Running: found.State.Running, Pid: found.State.Pid}, true, nil
}

// Names of the containers that run.
func (e Engine) Names(ctx context.Context) ([]string, error) {
	all, err := e.api.ContainerList(ctx, container.ListOptions{})
	if err != nil {
		return nil, err
	}
	return names(all), nil
}

func names(all []container.Summary) []string {
	names := make([]string, len(all))
	for i, each := range all {
		names[i] = each.Names[0][1:]
	}
	return names
}

// declared labels the containers of workloads that the lab's file declares.
const declared = "underlay.declared"

// Declared are the names of all containers that were made for workloads of the lab's file, also of one that has changed since.
func (e Engine) Declared(ctx context.Context) ([]string, error) {
	all, err := e.api.ContainerList(ctx, container.ListOptions{All: true, Filters: filters.NewArgs(filters.Arg("label", declared))})
	if err != nil {
		return nil, err
	}
	return names(all), nil
}

// Create a container of the workload image on a network of the engine, "none" or "bridge".
func (e Engine) Create(ctx context.Context, name, network string, isDeclared bool) error {
	hasInit := true
	labels := map[string]string{}
	if isDeclared {
		labels[declared] = "true"
	}
	_, err := e.api.ContainerCreate(ctx, &container.Config{Image: "underlay/workload", Hostname: name, Labels: labels},
		&container.HostConfig{Init: &hasInit, NetworkMode: container.NetworkMode(network)}, nil, nil, name)
	return err
}

// Start a container.
func (e Engine) Start(ctx context.Context, name string) error {
	return e.api.ContainerStart(ctx, name, container.StartOptions{})
}

// Remove a container, also one that runs. That there is none is no error.
func (e Engine) Remove(ctx context.Context, name string) error {
	err := e.api.ContainerRemove(ctx, name, container.RemoveOptions{Force: true})
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}

// Ends tells of every container that ends or is removed, until the context does; a value on the second channel ends it too.
func (e Engine) Ends(ctx context.Context) (<-chan events.Message, <-chan error) {
	return e.api.Events(ctx, events.ListOptions{Filters: filters.NewArgs(
		filters.Arg("type", "container"), filters.Arg("event", "die"), filters.Arg("event", "destroy"))})
}
