package provider

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/network"
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	fwresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
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

// configure a provider as one of the Terraforms does that share it.
func configure(t *testing.T, p framework.Provider, address string) framework.ConfigureResponse {
	t.Helper()
	var schema framework.SchemaResponse
	p.Schema(t.Context(), framework.SchemaRequest{}, &schema)
	asked := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"host": tftypes.String}},
		map[string]tftypes.Value{"host": tftypes.NewValue(tftypes.String, address)})
	var resp framework.ConfigureResponse
	p.Configure(t.Context(), framework.ConfigureRequest{Config: tfsdk.Config{Raw: asked, Schema: schema.Schema}}, &resp)
	return resp
}

func TestAFailedConfigureTakesTheEngineFromNobody(t *testing.T) {
	answers := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer answers.Close()
	p := New()
	first := configure(t, p, strings.Replace(answers.URL, "http://", "tcp://", 1))
	if first.Diagnostics.HasError() || first.ResourceData == nil {
		t.Fatal(first.Diagnostics, first.ResourceData)
	}
	for _, address := range []string{"unix://" + t.TempDir() + "/none.sock", "nonsense"} {
		second := configure(t, p, address)
		if !second.Diagnostics.HasError() || second.ResourceData != first.ResourceData || second.DataSourceData != first.DataSourceData {
			t.Errorf("%s: %v, %v", address, second.Diagnostics, second.ResourceData)
		}
	}
}

func TestWithoutAConfiguredProviderEverythingIsRefused(t *testing.T) {
	r := &networkResource{}
	r.Configure(t.Context(), fwresource.ConfigureRequest{}, &fwresource.ConfigureResponse{})
	_, err := r.engine.NetworkInspect(t.Context(), "x", network.InspectOptions{})
	if err == nil || !strings.Contains(err.Error(), "The provider is not configured") {
		t.Error(err)
	}
}
