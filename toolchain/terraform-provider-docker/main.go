// A small docker provider for Terraform, for machines that cannot reach a registry: see README.md.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"underlay.local/terraform-provider-docker/internal/provider"
)

func main() {
	options := providerserver.ServeOpts{Address: "underlay.local/offline/docker"}
	if err := providerserver.Serve(context.Background(), provider.New, options); err != nil {
		log.Fatal(err)
	}
}
