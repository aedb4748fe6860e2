// A small docker provider for Terraform, for machines that cannot reach a registry: see README.md.
package main

import (
	"context"
	"flag"
	"io"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"underlay.local/terraform-provider-docker/internal/provider"
)

func main() {
	shared := flag.Bool("shared", false, "serve every Terraform that has the printed TF_REATTACH_PROVIDERS, until standard input ends")
	flag.Parse()
	if *shared {
		go endWithInput()
	}
	options := providerserver.ServeOpts{Address: "underlay.local/offline/docker", Debug: *shared}
	if err := providerserver.Serve(context.Background(), provider.New, options); err != nil {
		log.Fatal(err)
	}
}

// endWithInput ends the server as Ctrl-C does once nobody holds the other end of standard input, also where whoever did was killed.
func endWithInput() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Signal(os.Interrupt)
	}
	if err != nil {
		log.Fatal(err)
	}
}
