// Package start is a machine's first program, be it a host or a router: it makes writable what an engine needs where there is
// one, then configures the machine by the lab's files whenever they are handed over, and keeps its services running.
package start

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"underlay.local/host/internal/configure"
	"underlay.local/host/internal/dockerd"
	"underlay.local/host/internal/families/flannel"
	"underlay.local/host/internal/gates"
	"underlay.local/host/internal/services"
	"underlay.local/host/internal/workloads"
)

// Run is `underlay-host init`. Told to end it ends the services first.
func Run([]string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	defer stop()
	if err := kernel(hasEngine()); err != nil {
		return err
	}
	keeper := services.NewKeeper(map[string]services.Run{
		"flanneld": flannel.Serve, "gates": gates.Serve, "workloads": workloads.Keep,
	})
	defer keeper.End()
	if err := configure.Serve(ctx, keeper, gates.Note); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// hasEngine tells hosts from routers.
func hasEngine() bool {
	_, err := os.Stat(dockerd.Path)
	return err == nil
}
