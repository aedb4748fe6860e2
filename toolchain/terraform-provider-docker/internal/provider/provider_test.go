package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestEngineThatDoesNotAnswer(t *testing.T) {
	address := "unix://" + t.TempDir() + "/none.sock"
	acceptance(t, resource.TestStep{
		Config:      "provider \"docker\" { host = \"" + address + "\" }\n" + containerHCL(unique("never")),
		ExpectError: words("The Docker engine does not answer at"),
	})
}

func TestUnusableAddress(t *testing.T) {
	for _, address := range []string{"nonsense", "ssh://user@host/path?query=1"} {
		_, err := connect(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), "is not a usable engine address") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
