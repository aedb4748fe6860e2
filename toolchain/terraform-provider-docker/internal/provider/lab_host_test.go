package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// A host of a lab uses all of this at once, on two segments.
func TestLabHost(t *testing.T) {
	name, left, right := unique("host"), unique("left"), unique("right")
	leftSubnet, rightSubnet := uniqueSubnet(), uniqueSubnet()
	config := networkHCL("left", left, leftSubnet) + networkHCL("right", right, rightSubnet) + fmt.Sprintf(`
data "docker_image" "host" { name = %q }

resource "docker_container" "c" {
  name     = %q
  image    = data.docker_image.host.id
  hostname = "h1"
  command  = ["healthy-after", "300"]
  capabilities {
    add  = ["ALL"]
    drop = ["SYS_RESOURCE"]
  }
  security_opts = ["seccomp=unconfined", "apparmor=unconfined"]
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
				case !slices.Contains(c.HostConfig.CapAdd, "ALL") || c.HostConfig.Privileged:
					return fmt.Errorf("capabilities: %v", c.HostConfig.CapAdd)
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
