package provider

import (
	"fmt"
	"testing"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestVolume(t *testing.T) {
	name, user := unique("data"), unique("user")
	volume := fmt.Sprintf("resource \"docker_volume\" \"v\" {\n name = %q\n labels {\n label = \"underlay.test\"\n value = \"yes\"\n }\n}\n", name)
	mounted := containerHCL(user, `volumes {
		volume_name    = docker_volume.v.name
		container_path = "/data"
	}
	mounts {
		type   = "volume"
		target = "/again"
		source = docker_volume.v.name
		volume_options { no_copy = true }
	}`)
	acceptance(t,
		resource.TestStep{Config: volume + mounted, Check: resource.ComposeTestCheckFunc(
			resource.TestCheckResourceAttr("docker_volume.v", "driver", "local"),
			resource.TestCheckResourceAttrSet("docker_volume.v", "mountpoint"),
			checkContainer(t, user, func(c container.InspectResponse) error {
				for _, mount := range c.Mounts {
					if mount.Name != name {
						return fmt.Errorf("mounts: %+v", c.Mounts)
					}
				}
				return nil
			}))},
		resource.TestStep{ // somebody else removed it
			PreConfig: func() {
				engine.ContainerRemove(t.Context(), user, container.RemoveOptions{Force: true})
				engine.VolumeRemove(t.Context(), name, true)
			},
			Config: volume},
	)
	if _, err := engine.VolumeInspect(t.Context(), name); !errdefs.IsNotFound(err) {
		t.Errorf("volume %s should be gone: %v", name, err)
	}
}
