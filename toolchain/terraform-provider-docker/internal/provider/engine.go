package provider

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/docker/cli/cli/connhelper"
	"github.com/docker/docker/client"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// How long an engine may take to answer the first question, and how long tidying up after a failure may take.
const (
	answerTimeout  = 10 * time.Second
	cleanupTimeout = 60 * time.Second
)

// connect opens a client to the engine and makes sure that it answers, so that a wrong address is one error and not one for each resource.
func connect(ctx context.Context, host string) (*client.Client, error) {
	address := cmp.Or(host, os.Getenv(client.EnvOverrideHost), client.DefaultDockerHost)
	options, err := clientOptions(address)
	if err != nil {
		return nil, unusableAddress(address, err)
	}
	engine, err := client.NewClientWithOpts(options...)
	if err != nil {
		return nil, unusableAddress(address, err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := engine.Ping(ctx); err != nil {
		return nil, problem{
			"The Docker engine does not answer at " + address,
			fmt.Sprintf("%v\n\nFix: start the engine (`systemctl start docker`, or `dockerd`) and check with `docker -H %s info`; "+
				"if it runs elsewhere, set DOCKER_HOST or the provider's host.", err, address),
		}
	}
	return engine, nil
}

func unusableAddress(address string, err error) problem {
	return problem{
		fmt.Sprintf("%q is not a usable engine address", address),
		fmt.Sprintf("%v\n\nFix: set DOCKER_HOST or the provider's host to unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST.", err),
	}
}

func clientOptions(address string) ([]client.Opt, error) {
	options := []client.Opt{client.WithVersionFromEnv(), client.WithAPIVersionNegotiation()}
	if !strings.HasPrefix(address, "ssh://") {
		return append(options, client.WithTLSClientConfigFromEnv(), client.WithHost(address)), nil
	}
	helper, err := connhelper.GetConnectionHelper(address)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{DialContext: helper.Dialer}
	return append(options,
		client.WithHTTPClient(&http.Client{Transport: transport}),
		client.WithHost(helper.Host),
		client.WithDialContext(helper.Dialer)), nil
}

// withEngine is what every resource has in common: the engine that the provider's Configure connected to.
type withEngine struct{ engine *client.Client }

func (w *withEngine) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	w.engine = engineOf(req.ProviderData)
}

// engineOf what the provider's Configure handed out. Terraform also configures resources to validate them, before the provider itself is
// configured: until then there is an engine that refuses.
func engineOf(data any) *client.Client {
	if engine, isOne := data.(*client.Client); isOne {
		return engine
	}
	return unconfigured
}

var unconfigured, _ = client.NewClientWithOpts(client.WithHTTPClient(&http.Client{Transport: refusing{}}))

type refusing struct{}

func (refusing) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, problem{"The provider is not configured", "It has not connected to any Docker engine yet.\n\nFix: see the provider's own error, and try again."}
}

// cleanupContext outlives a cancelled operation, so that Ctrl-C leaves nothing behind.
func cleanupContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), cleanupTimeout)
}
