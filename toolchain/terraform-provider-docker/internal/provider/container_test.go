package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/volume"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

func plans(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction("docker_container.c", action)}}
}

func TestContainerIsChangedInPlaceOrReplaced(t *testing.T) {
	name, id := unique("change"), ""
	sameContainer := func(want bool) resource.TestCheckFunc {
		return func(*terraform.State) error {
			before := id
			if id = inspect(t, name).ID; (id == before) != want {
				return fmt.Errorf("was %s, is %s", before, id)
			}
			return nil
		}
	}
	acceptance(t,
		resource.TestStep{Config: containerHCL(name), Check: resource.ComposeTestCheckFunc(sameContainer(false),
			resource.TestCheckResourceAttr("docker_container.c", "command.0", "sleep"),
			resource.TestCheckResourceAttr("docker_container.c", "entrypoint.0", "/sleeper"),
			resource.TestCheckResourceAttr("docker_container.c", "network_data.0.network_name", "bridge"),
			resource.TestCheckNoResourceAttr("docker_container.c", "exit_code"))},
		resource.TestStep{
			Config:           containerHCL(name, `restart = "on-failure"`, `max_retry_count = 3`, `memory = 64`, `cpu_shares = 512`, `cpu_set = "0"`, `must_run = false`),
			ConfigPlanChecks: plans(plancheck.ResourceActionUpdate),
			Check: resource.ComposeTestCheckFunc(sameContainer(true), checkContainer(t, name, func(c container.InspectResponse) error {
				if h := c.HostConfig; h.RestartPolicy.MaximumRetryCount != 3 || h.Memory != 64*megabyte || h.CPUShares != 512 || h.CpusetCpus != "0" {
					return fmt.Errorf("limits not in force: %+v", h.Resources)
				}
				return nil
			}))},
		resource.TestStep{
			Config:           containerHCL(name, `restart = "on-failure"`, `max_retry_count = 3`, `memory = 200`, `cpu_shares = 512`, `cpu_set = "0"`),
			ConfigPlanChecks: plans(plancheck.ResourceActionUpdate),
			Check:            sameContainer(true)},
		resource.TestStep{
			PreConfig: func() {
				update := container.UpdateConfig{Resources: container.Resources{CPUShares: 100}}
				if _, err := engine.ContainerUpdate(t.Context(), name, update); err != nil {
					t.Fatal(err)
				}
			},
			Config:           containerHCL(name, `restart = "on-failure"`, `max_retry_count = 3`, `memory = 200`, `cpu_shares = 512`, `cpu_set = "0"`),
			ConfigPlanChecks: plans(plancheck.ResourceActionUpdate),
			Check:            sameContainer(true)},
		resource.TestStep{ // a limit cannot be taken away from a living container
			Config:           containerHCL(name, `memory = 200`),
			ConfigPlanChecks: plans(plancheck.ResourceActionReplace),
			Check:            sameContainer(false)},
		resource.TestStep{
			Config:           containerHCL(name, `memory = 200`, `hostname = "other"`),
			ConfigPlanChecks: plans(plancheck.ResourceActionReplace),
			Check:            sameContainer(false)},
	)
	assertNoContainer(t, name)
}

func TestContainerRemovedBehindTheBackIsCreatedAgain(t *testing.T) {
	name := unique("gone")
	acceptance(t,
		resource.TestStep{Config: containerHCL(name)},
		resource.TestStep{
			PreConfig:        func() { engine.ContainerRemove(t.Context(), name, container.RemoveOptions{Force: true}) },
			Config:           containerHCL(name),
			ConfigPlanChecks: plans(plancheck.ResourceActionCreate),
		})
}

func TestStoppedContainerThatMustRunIsReplaced(t *testing.T) {
	name := unique("stopped")
	stop := func() { engine.ContainerKill(t.Context(), name, "KILL") }
	acceptance(t,
		resource.TestStep{Config: containerHCL(name, `must_run = false`)},
		resource.TestStep{PreConfig: stop, Config: containerHCL(name, `must_run = false`),
			ConfigPlanChecks: plans(plancheck.ResourceActionNoop),
			Check:            resource.TestCheckResourceAttr("docker_container.c", "exit_code", "137")},
		resource.TestStep{Config: containerHCL(name), ConfigPlanChecks: plans(plancheck.ResourceActionReplace)},
	)
}

func TestContainerThatIsNotStarted(t *testing.T) {
	name := unique("created")
	acceptance(t,
		resource.TestStep{Config: containerHCL(name, `start = false`), ExpectError: words("start is false, but must_run is true")},
		resource.TestStep{Config: containerHCL(name, `start = false`, `must_run = false`), Check: checkContainer(t, name, func(c container.InspectResponse) error {
			if c.State.Status != "created" {
				return fmt.Errorf("status %s", c.State.Status)
			}
			return nil
		})})
}

func TestUploadsAreThereBeforeTheStart(t *testing.T) {
	name := unique("upload")
	acceptance(t, resource.TestStep{
		Config: containerHCL(name, `command = ["cat", "/etc/underlay/host.json", "/usr/bin/tool", "/etc/secret"]`, `
			upload {
				file    = "/etc/underlay/host.json"
				content = "{\"lab\":1}"
			}
			upload {
				file           = "/usr/bin/tool"
				content_base64 = base64encode("tool")
				executable     = true
			}
			upload {
				file        = "/etc/secret"
				source      = "testdata/sleeper/main.go"
				permissions = "0600"
			}`),
		Check: checkContainer(t, name, func(c container.InspectResponse) error {
			log := logTail(t.Context(), engine, c)
			for _, want := range []string{`/etc/underlay/host.json 644 "{\"lab\":1}"`, `/usr/bin/tool 744 "tool"`, "/etc/secret 600"} {
				if !strings.Contains(log, want) {
					return fmt.Errorf("%s is not in: %s", want, log)
				}
			}
			return nil
		})})
}

func TestAnonymousVolumesGoWithTheContainer(t *testing.T) {
	name, anonymous := unique("volume"), ""
	acceptance(t, resource.TestStep{
		Config: containerHCL(name, `volumes { container_path = "/var/lib/docker" }`),
		Check: checkContainer(t, name, func(c container.InspectResponse) error {
			anonymous = c.Mounts[0].Name
			return nil
		})})
	volumes, err := engine.VolumeList(t.Context(), volume.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range volumes.Volumes {
		if v.Name == anonymous {
			t.Errorf("volume %s is left", anonymous)
		}
	}
}

func TestPublishedPorts(t *testing.T) {
	name := unique("ports")
	ports := "ports { internal = 80 }\n ports {\n internal = 53\n protocol = \"udp\"\n ip = \"127.0.0.1\"\n }\n"
	acceptance(t,
		resource.TestStep{Config: containerHCL(name, ports), Check: resource.TestMatchResourceAttr("docker_container.c", "ports.0.external", words("3"))},
		resource.TestStep{Config: containerHCL(name, ports, `memory = 64`), ConfigPlanChecks: plans(plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: containerHCL(name, `memory = 64`), ConfigPlanChecks: plans(plancheck.ResourceActionReplace)})
}
