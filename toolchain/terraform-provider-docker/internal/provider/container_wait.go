package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"
)

const (
	pollInterval = 150 * time.Millisecond
	// A command that cannot work exits within this time, and is worth an error of its own.
	settleTime = 100 * time.Millisecond
)

// startContainer starts a container and watches it until it runs, or is healthy where the model waits for that.
func startContainer(ctx context.Context, engine *client.Client, id string, m *containerModel) (container.InspectResponse, error) {
	if err := engine.ContainerStart(ctx, id, container.StartOptions{}); err != nil {
		return container.InspectResponse{}, problem{"Container " + m.Name + " cannot be started", err.Error()}
	}
	if m.Wait {
		return waitHealthy(ctx, engine, id, m)
	}
	if m.MustRun {
		if err := sleep(ctx, settleTime); err != nil {
			return container.InspectResponse{}, err
		}
	}
	found, err := engine.ContainerInspect(ctx, id)
	if err == nil && m.MustRun && !runs(found) {
		return found, exitedEarly(ctx, engine, m.Name, found)
	}
	return found, err
}

func waitHealthy(ctx context.Context, engine *client.Client, id string, m *containerModel) (container.InspectResponse, error) {
	limit := time.Duration(m.WaitTimeout) * time.Second
	deadline := time.Now().Add(limit)
	// The engine forgets it while the container is up again.
	lastExit := 0
	for {
		found, err := engine.ContainerInspect(ctx, id)
		if err == nil && found.State.Restarting {
			lastExit = found.State.ExitCode
		}
		switch {
		case err != nil:
			return found, err
		case !runs(found):
			return found, exitedEarly(ctx, engine, m.Name, found)
		case !hasHealthcheck(found):
			return found, problem{"Container " + m.Name + " has no health check to wait for",
				"wait is true, but neither the configuration nor the image has a health check.\n\nFix: add a healthcheck block, or remove wait = true."}
		case found.State.Health != nil && found.State.Health.Status == container.Healthy:
			return found, nil
		case time.Now().After(deadline):
			return found, neverHealthy(ctx, engine, m.Name, limit, found, lastExit)
		}
		if err := sleep(ctx, pollInterval); err != nil {
			return found, err
		}
	}
}

func hasHealthcheck(found container.InspectResponse) bool {
	check := found.Config.Healthcheck
	return check != nil && len(check.Test) > 0 && check.Test[0] != "NONE"
}

// runs counts a container that its restart policy is about to start again as running.
func runs(found container.InspectResponse) bool {
	return found.State.Running || found.State.Restarting
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return fmt.Errorf("stopped waiting: %w", ctx.Err())
	case <-time.After(d):
		return nil
	}
}
