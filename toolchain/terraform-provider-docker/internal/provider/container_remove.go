package provider

import (
	"context"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"
)

// removeContainer returns once the container is gone, whoever removes it.
func removeContainer(ctx context.Context, engine *client.Client, id string, volumes bool) error {
	err := engine.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: volumes})
	if errdefs.IsConflict(err) && strings.Contains(err.Error(), "already in progress") {
		return awaitGone(ctx, engine, id)
	}
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}

func awaitGone(ctx context.Context, engine *client.Client, id string) error {
	ctx, cancel := context.WithTimeout(ctx, cleanupTimeout)
	defer cancel()
	for {
		if _, err := engine.ContainerInspect(ctx, id); err != nil {
			if errdefs.IsNotFound(err) {
				return nil
			}
			return err
		}
		if err := sleep(ctx, pollInterval); err != nil {
			return err
		}
	}
}

// stopContainer gives a container time to end by itself.
func stopContainer(ctx context.Context, engine *client.Client, id string, seconds int64) error {
	grace := int(seconds)
	err := engine.ContainerStop(ctx, id, container.StopOptions{Timeout: &grace})
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}
