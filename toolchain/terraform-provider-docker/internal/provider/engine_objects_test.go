package provider

import (
	"context"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
)

// makeNetwork makes a network that Terraform knows nothing about.
func makeNetwork(t *testing.T, name, subnet string, labels map[string]string) {
	t.Helper()
	_, err := engine.NetworkCreate(t.Context(), name, network.CreateOptions{
		Labels: labels, IPAM: &network.IPAM{Config: []network.IPAMConfig{{Subnet: subnet + ".0/24"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.NetworkRemove(context.Background(), name) })
}

// makeContainer runs a container that Terraform knows nothing about.
func makeContainer(t *testing.T, name string, labels map[string]string) {
	t.Helper()
	created, err := engine.ContainerCreate(t.Context(), &container.Config{Image: testImage, Labels: labels}, nil, nil, nil, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		engine.ContainerRemove(context.Background(), created.ID, container.RemoveOptions{Force: true, RemoveVolumes: true})
	})
	if err := engine.ContainerStart(t.Context(), created.ID, container.StartOptions{}); err != nil {
		t.Fatal(err)
	}
}
