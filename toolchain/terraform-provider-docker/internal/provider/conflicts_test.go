package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestContainerNameConflict(t *testing.T) {
	// A lab of its own name, because somebody may be destroying the real labs of this machine right now.
	stranger, labHost, lab := unique("stranger"), unique("labhost"), unique("lab")
	makeContainer(t, stranger, nil)
	makeContainer(t, labHost, map[string]string{labLabel: lab})
	acceptance(t,
		resource.TestStep{Config: containerHCL(stranger), ExpectError: words("Fix: docker rm -f " + stranger)},
		resource.TestStep{Config: containerHCL(labHost), ExpectError: words("It belongs to lab " + lab + " (label underlay.lab). Fix: npx underlay destroy " + lab)},
	)
	inspect(t, stranger) // the refused create did not touch it
}
