package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
	"github.com/docker/docker/pkg/jsonmessage"
	"io"
)

// ensureImage finds the image on the engine and pulls it if it is not there. An id cannot be pulled.
func ensureImage(ctx context.Context, engine *client.Client, name string) (image.InspectResponse, error) {
	found, err := engine.ImageInspect(ctx, name)
	if !errdefs.IsNotFound(err) {
		return found, err
	}
	if strings.HasPrefix(name, "sha256:") {
		return found, missingImage(name, err)
	}
	if err := pull(ctx, engine, name); err != nil {
		return found, missingImage(name, err)
	}
	return engine.ImageInspect(ctx, name)
}

// pull reads the engine's progress to its end: a failed pull says so in there, after an answer that looks like success.
func pull(ctx context.Context, engine *client.Client, name string) error {
	progress, err := engine.ImagePull(ctx, name, image.PullOptions{})
	if err != nil {
		return err
	}
	defer progress.Close()
	return jsonmessage.DisplayJSONMessagesStream(progress, io.Discard, 0, false, nil)
}

func missingImage(name string, cause error) problem {
	return problem{
		fmt.Sprintf("Image %s is not on the engine", name),
		fmt.Sprintf("%v\n\nFix: for an image of Underlay's labs run `npx underlay setup`, which builds them; for another one `docker pull %s`, "+
			"`docker load` or `docker import`, then try again.", cause, name),
	}
}

// repoDigest is the image's digest in a registry; an image that never was in one has none, and its id stands for it.
func repoDigest(name string, found image.InspectResponse) string {
	if len(found.RepoDigests) == 1 {
		return found.RepoDigests[0]
	}
	for _, digest := range found.RepoDigests {
		if strings.Contains(digest, name) {
			return digest
		}
	}
	return found.ID
}
