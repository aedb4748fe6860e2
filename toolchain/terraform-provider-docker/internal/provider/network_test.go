package provider

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/docker/docker/api/types/network"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

func TestNetwork(t *testing.T) {
	name, subnet := unique("net"), uniqueSubnet()
	action := func(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
		return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction("docker_network.n", action)}}
	}
	acceptance(t,
		resource.TestStep{Config: networkHCL("n", name, subnet), Check: resource.ComposeTestCheckFunc(
			resource.TestCheckResourceAttr("docker_network.n", "driver", "bridge"),
			resource.TestCheckResourceAttr("docker_network.n", "scope", "local"),
			resource.TestCheckResourceAttr("docker_network.n", "internal", "false"),
			resource.TestCheckResourceAttr("docker_network.n", "ipam_driver", "default"))},
		resource.TestStep{PreConfig: func() { engine.NetworkRemove(t.Context(), name) },
			Config: networkHCL("n", name, subnet), ConfigPlanChecks: action(plancheck.ResourceActionCreate)},
		resource.TestStep{Config: networkHCL("n", name+"x", subnet), ConfigPlanChecks: action(plancheck.ResourceActionReplace)},
		resource.TestStep{Config: fmt.Sprintf("resource \"docker_network\" \"n\" {\n name = %q\n internal = true\n attachable = true\n check_duplicate = true\n ipv6 = false\n}", name),
			ConfigPlanChecks: action(plancheck.ResourceActionReplace)},
	)
	assertNoNetwork(t, name)
}

func TestNetworkNameAndSubnetConflicts(t *testing.T) {
	name, subnet, lab := unique("taken"), uniqueSubnet(), unique("lab")
	makeNetwork(t, name, subnet, map[string]string{labLabel: lab})
	acceptance(t,
		resource.TestStep{Config: networkHCL("n", name, uniqueSubnet()), ExpectError: words("Network name " + name + " is already in use")},
		resource.TestStep{Config: networkHCL("n", unique("free"), subnet), ExpectError: words("of network " + name)},
		resource.TestStep{Config: networkHCL("n", unique("free"), subnet), ExpectError: words("npx underlay destroy " + lab)},
	)
}

func TestNetworkWithContainersIsNotRemoved(t *testing.T) {
	name, subnet, guest := unique("busy"), uniqueSubnet(), unique("guest")
	makeContainer(t, guest, nil)
	acceptance(t,
		resource.TestStep{Config: networkHCL("n", name, subnet)},
		resource.TestStep{
			PreConfig: func() {
				if err := engine.NetworkConnect(t.Context(), name, guest, nil); err != nil {
					t.Fatal(err)
				}
			},
			Config: networkHCL("n", name, subnet), Destroy: true, ExpectError: words("These containers are still attached: " + guest)},
		resource.TestStep{
			PreConfig: func() { engine.NetworkDisconnect(t.Context(), name, guest, true) },
			Config:    networkHCL("n", name, subnet)},
	)
}

func TestDescribeOverlaps(t *testing.T) {
	existing := []network.Inspect{
		{Name: "far", ID: "1", IPAM: network.IPAM{Config: []network.IPAMConfig{{Subnet: "10.0.0.0/8"}}}},
		{Name: "near", ID: "0123456789abcdef", IPAM: network.IPAM{Config: []network.IPAMConfig{{Subnet: "fd00::/64"}, {Subnet: "100.64.0.0/16"}}}},
	}
	got := describeOverlaps([]netip.Prefix{netip.MustParsePrefix("100.64.3.0/24")}, existing)
	want := "100.64.3.0/24 overlaps with 100.64.0.0/16 of network near (0123456789ab).\n\nFix: docker network rm near, or choose another subnet"
	if got != want {
		t.Errorf("got %q", got)
	}
}
