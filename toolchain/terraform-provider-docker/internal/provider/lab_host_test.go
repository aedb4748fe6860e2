package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// A host of a lab uses all of this at once, on two segments.
func TestLabHost(t *testing.T) {
	name, left, right := unique("host"), unique("left"), unique("right")
	leftSubnet, rightSubnet := uniqueSubnet(), uniqueSubnet()
	config := networkHCL("left", left, leftSubnet) + networkHCL("right", right, rightSubnet) + fmt.Sprintf(`
data "docker_image" "host" { name = %q }

locals {
  profile = {
    defaultAction = "SCMP_ACT_ALLOW"
    syscalls      = [{ names = ["bpf"], action = "SCMP_ACT_ERRNO", errnoRet = 38 }]
  }
}

resource "docker_container" "c" {
  name     = %q
  image    = data.docker_image.host.id
  hostname = "h1"
  command  = ["healthy-after", "300"]
  capabilities {
    add  = ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"]
  }
  security_opts = ["seccomp=${jsonencode(local.profile)}", "apparmor=unconfined"]
  cgroupns_mode = "private"
  memory        = 64
  memory_swap   = 64
  tmpfs         = { "/run" = "" }
  volumes { container_path = "/var/lib/docker" }
  devices {
    host_path      = "/dev/net/tun"
    container_path = "/dev/net/tun"
    permissions    = "rwm"
  }
  networks_advanced {
    name         = docker_network.left.name
    ipv4_address = "%s.11"
  }
  networks_advanced {
    name         = docker_network.right.id
    aliases      = ["h1-right"]
    ipv4_address = "%s.12"
  }
  upload {
    file    = "/etc/underlay/host.json"
    content = jsonencode({ name = "h1" })
  }
  upload {
    file       = "/etc/underlay/start"
    content    = "#!/bin/sh"
    executable = true
  }
  upload {
    file    = "/etc/underlay/bird.conf"
    content = "router id 1.1.1.1;"
  }
  dynamic "labels" {
    for_each = { "underlay.test" = %q, "underlay.host" = "h1", "underlay.kind" = "dind" }
    content {
      label = labels.key
      value = labels.value
    }
  }
  healthcheck {
    test     = ["CMD", "/sleeper", "check"]
    interval = "1s"
  }
  wait         = true
  wait_timeout = 30
  restart      = "unless-stopped"
  stop_signal  = "SIGINT"
}
`, testImage, name, leftSubnet, rightSubnet, runName)

	acceptance(t,
		resource.TestStep{Config: config, Check: resource.ComposeTestCheckFunc(
			resource.TestCheckResourceAttr("docker_container.c", "healthcheck.0.timeout", "0s"),
			resource.TestCheckResourceAttr("docker_container.c", "network_data.#", "2"),
			checkContainer(t, name, func(c container.InspectResponse) error {
				addresses := map[string]string{}
				for network, endpoint := range c.NetworkSettings.Networks {
					addresses[network] = endpoint.IPAddress
				}
				switch {
				case len(addresses) != 2 || addresses[left] != leftSubnet+".11" || addresses[right] != rightSubnet+".12":
					return fmt.Errorf("networks: %v", addresses)
				case c.State.Health.Status != container.Healthy:
					return fmt.Errorf("health: %s", c.State.Health.Status)
				case !slices.Contains(c.HostConfig.CapAdd, "CAP_SYS_ADMIN") || c.HostConfig.Privileged:
					return fmt.Errorf("capabilities: %v", c.HostConfig.CapAdd)
				case !slices.ContainsFunc(c.HostConfig.SecurityOpt, func(o string) bool { return strings.HasPrefix(o, `seccomp={"defaultAction"`) }):
					return fmt.Errorf("security options: %v", c.HostConfig.SecurityOpt)
				case c.HostConfig.CgroupnsMode != "private" || c.HostConfig.Memory != 64*megabyte || c.HostConfig.MemorySwap != 64*megabyte:
					return fmt.Errorf("control groups: %+v", c.HostConfig)
				case len(c.HostConfig.Devices) != 1 || c.Config.StopSignal != "SIGINT" || len(c.Config.Labels) != 3:
					return fmt.Errorf("devices, stop signal or labels: %+v", c.Config)
				}
				return nil
			}))},
		resource.TestStep{Config: config, PlanOnly: true},
	)
	assertNoContainer(t, name)
	assertNoNetwork(t, left)
}

// A router of a lab may do nothing but route, and comes with its kernel settings.
func TestLabRouter(t *testing.T) {
	name := unique("router")
	config := containerHCL(name, `
		capabilities {
			add  = ["CAP_NET_ADMIN", "CAP_NET_RAW"]
			drop = ["ALL"]
		}
		sysctls = {
			"net.ipv4.ip_forward"         = "1"
			"net.ipv4.conf.all.rp_filter" = "0"
		}`)
	acceptance(t,
		resource.TestStep{Config: config, Check: checkContainer(t, name, func(c container.InspectResponse) error {
			h := c.HostConfig
			if !slices.Equal(h.CapDrop, []string{"ALL"}) || len(h.CapAdd) != 2 || len(h.Sysctls) != 2 || h.Sysctls["net.ipv4.ip_forward"] != "1" {
				return fmt.Errorf("rights: %v, %v, %v", h.CapAdd, h.CapDrop, h.Sysctls)
			}
			return nil
		})},
		resource.TestStep{Config: config, PlanOnly: true})
	assertNoContainer(t, name)
}

// A limit that the provider has no attribute for, set on a living container, is no difference.
func TestLimitSetBehindTheBackIsLeftAlone(t *testing.T) {
	name := unique("pids")
	config := containerHCL(name, `memory = 64`, `memory_swap = 64`)
	acceptance(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				limit := int64(100)
				update := container.UpdateConfig{Resources: container.Resources{PidsLimit: &limit}}
				if _, err := engine.ContainerUpdate(t.Context(), name, update); err != nil {
					t.Fatal(err)
				}
			},
			Config:           config,
			ConfigPlanChecks: plans(plancheck.ResourceActionNoop)},
		resource.TestStep{
			Config: containerHCL(name, `memory = 128`, `memory_swap = 128`),
			Check: checkContainer(t, name, func(c container.InspectResponse) error {
				if limit := c.HostConfig.PidsLimit; limit == nil || *limit != 100 || c.HostConfig.Memory != 128*megabyte {
					return fmt.Errorf("limits: %+v", c.HostConfig.Resources)
				}
				return nil
			})})
}

// Everything a container can have and a lab host does not use: the second plan has to be empty for it too.
func TestContainerWithEverythingElse(t *testing.T) {
	name := unique("everything")
	config := containerHCL(name, `
		domainname = "example.test"
		env        = ["B=2", "A=1"]
		user       = "0:0"
		working_dir = "/tmp"
		init       = false
		tty        = true
		stdin_open = true
		stop_timeout = 3
		group_add  = ["100", "50"]
		ipc_mode   = "private"
		log_driver = "json-file"
		log_opts   = { "max-size" = "1m" }
		sysctls    = { "net.ipv4.ip_forward" = "1" }
		read_only  = true
		shm_size   = 32
		cpus       = "0.5"
		dns        = ["198.18.0.1"]
		dns_opts   = ["ndots:1"]
		dns_search = ["example.test"]
		memory     = 64
		memory_swap = 128
		remove_volumes = false
		destroy_grace_seconds = 2
		rm         = true
		host {
			host = "other"
			ip   = "198.18.0.2"
		}
		ulimit {
			name = "nofile"
			soft = 100
			hard = 200
		}
		mounts {
			type   = "tmpfs"
			target = "/scratch"
			tmpfs_options {
				size_bytes = 1048576
				mode       = 448
			}
		}
		mounts {
			type      = "bind"
			source    = "/tmp"
			target    = "/machine"
			read_only = true
			bind_options { propagation = "rprivate" }
		}
		volumes {
			host_path      = "/tmp"
			container_path = "/again"
			read_only      = true
		}`)
	acceptance(t,
		resource.TestStep{Config: config, Check: checkContainer(t, name, func(c container.InspectResponse) error {
			if len(c.Mounts) != 3 || c.HostConfig.NanoCPUs != 5e8 || c.HostConfig.ShmSize != 32*megabyte {
				return fmt.Errorf("mounts %+v, resources %+v", c.Mounts, c.HostConfig.Resources)
			}
			if !strings.Contains(strings.Join(c.HostConfig.ExtraHosts, " "), "other:198.18.0.2") {
				return fmt.Errorf("hosts %v", c.HostConfig.ExtraHosts)
			}
			return nil
		})},
		resource.TestStep{Config: config, PlanOnly: true},
	)
	assertNoContainer(t, name)
}
