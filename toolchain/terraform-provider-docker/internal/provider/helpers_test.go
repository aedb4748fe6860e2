package provider

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

var counter atomic.Int32

// unique gives a name that no other test uses.
func unique(what string) string { return fmt.Sprintf("%s-%s-%d", runName, what, counter.Add(1)) }

// Two runs on one engine start at different places, so that their subnets hardly ever meet.
var firstSubnet = rand.IntN(512)

// uniqueSubnet gives the first three numbers of a /24 that no other test uses, in the range reserved for benchmarks: 198.18.0.0/15.
func uniqueSubnet() string {
	number := (firstSubnet + int(counter.Add(1))) % 512
	return fmt.Sprintf("198.%d.%d", 18+number/256, number%256)
}

// acceptance runs the steps against the real Terraform and engine. After each step the framework also asks for an empty second plan.
func acceptance(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"docker": providerserver.NewProtocol6WithError(New()),
		},
		Steps: steps,
	})
}

// containerHCL is a container resource with the test image and the lines given.
func containerHCL(name string, lines ...string) string {
	return fmt.Sprintf("resource \"docker_container\" \"c\" {\n name = %q\n image = %q\n %s\n}\n", name, testImage, strings.Join(lines, "\n "))
}

// networkHCL is a network as Underlay's segments are: a wire without an address on the machine.
func networkHCL(resourceName, name, subnet string) string {
	return fmt.Sprintf(`
resource "docker_network" %q {
  name    = %q
  options = {
    "com.docker.network.bridge.inhibit_ipv4"         = "true"
    "com.docker.network.bridge.enable_ip_masquerade" = "false"
  }
  ipam_config { subnet = "%s.0/24" }
  labels {
    label = "underlay.test"
    value = %q
  }
}
`, resourceName, name, subnet, runName)
}

func inspect(t *testing.T, name string) container.InspectResponse {
	t.Helper()
	found, err := engine.ContainerInspect(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func assertNoContainer(t *testing.T, name string) {
	t.Helper()
	if _, err := engine.ContainerInspect(t.Context(), name); !errdefs.IsNotFound(err) {
		t.Errorf("container %s should be gone: %v", name, err)
	}
}

func assertNoNetwork(t *testing.T, name string) {
	t.Helper()
	if _, err := engine.NetworkInspect(t.Context(), name, network.InspectOptions{}); !errdefs.IsNotFound(err) {
		t.Errorf("network %s should be gone: %v", name, err)
	}
}

// checkContainer lets a step look at the container in the engine.
func checkContainer(t *testing.T, name string, check func(container.InspectResponse) error) resource.TestCheckFunc {
	return func(*terraform.State) error { return check(inspect(t, name)) }
}

// words matches text that has all of them, in this order, however Terraform wraps its lines.
func words(text string) *regexp.Regexp {
	fields := strings.Fields(text)
	for i, field := range fields {
		fields[i] = regexp.QuoteMeta(field)
	}
	return regexp.MustCompile("(?s)" + strings.Join(fields, `[\s│]+`))
}
