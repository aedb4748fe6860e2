package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/client"
)

// createContainer makes a container and brings it to where the model wants it, or leaves nothing behind.
func createContainer(ctx context.Context, engine *client.Client, m *containerModel) (container.InspectResponse, []string, error) {
	none := container.InspectResponse{}
	files, err := uploadArchive(m.Uploads)
	if err != nil {
		return none, nil, err
	}
	if _, err := ensureImage(ctx, engine, m.Image); err != nil {
		return none, nil, err
	}
	// Not cancelled half way: only a finished call tells the id of what there is to remove.
	created, err := engine.ContainerCreate(context.WithoutCancel(ctx), m.config(), m.hostConfig(), m.firstNetwork(), nil, m.Name)
	if errdefs.IsConflict(err) {
		return none, nil, explainNameTaken(ctx, engine, m.Name, err)
	}
	if err != nil {
		return none, nil, problem{"Container " + m.Name + " cannot be created", err.Error()}
	}
	found, err := func() (container.InspectResponse, error) {
		if err := connectFurther(ctx, engine, created.ID, m); err != nil {
			return none, err
		}
		if len(m.Uploads) > 0 {
			if err := engine.CopyToContainer(ctx, created.ID, "/", files, container.CopyToContainerOptions{}); err != nil {
				return none, problem{"The files for container " + m.Name + " cannot be uploaded", err.Error()}
			}
		}
		if m.Start {
			return startContainer(ctx, engine, created.ID, m)
		}
		return engine.ContainerInspect(ctx, created.ID)
	}()
	if err != nil {
		return none, nil, discard(ctx, engine, created.ID, m.Name, err)
	}
	return found, created.Warnings, nil
}

// firstNetwork is the one network that every engine accepts at creation; only engines from API 1.44 on would take them all.
func (m *containerModel) firstNetwork() *network.NetworkingConfig {
	if m.NetworkMode != "bridge" || len(m.NetworksAdvanced) == 0 {
		return nil
	}
	first := m.NetworksAdvanced[0]
	return &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{first.Name: first.endpoint()}}
}

// connectFurther joins the other networks while the container is still stopped, so that its first process sees them all.
func connectFurther(ctx context.Context, engine *client.Client, id string, m *containerModel) error {
	further := m.NetworksAdvanced
	if m.firstNetwork() != nil {
		further = further[1:]
	}
	for _, attachment := range further {
		if err := engine.NetworkConnect(ctx, attachment.Name, id, attachment.endpoint()); err != nil {
			return problem{fmt.Sprintf("Container %s cannot join network %s", m.Name, attachment.Name), err.Error()}
		}
	}
	return nil
}

// discard removes a container that did not come up and gives back why. It works on after Ctrl-C.
func discard(ctx context.Context, engine *client.Client, id, name string, cause error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		cause = problem{"The creation of container " + name + " was cancelled", "Nothing of it is left."}
	}
	ctx, cancel := cleanupContext(ctx)
	defer cancel()
	if err := removeContainer(ctx, engine, id, true); err != nil {
		return problem{"Container " + name + " failed and is still there",
			fmt.Sprintf("%v\n\nIt could not be removed: %v\n\nFix: docker rm -f -v %s", cause, err, name)}
	}
	return cause
}
