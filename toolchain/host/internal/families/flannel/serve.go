package flannel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/etcd"
	"underlay.local/host/internal/services"
	"underlay.local/host/internal/waiting"
)

const environmentFile = "/etc/underlay/flanneld.env"

var (
	networkFile     = "/etc/underlay/flannel/net-conf.json"
	reservationFile = "/etc/underlay/flannel/reservation.json"
)

// Serve is the service `flanneld`: it registers this host in the datastore, starts flanneld once etcd answers (flanneld itself
// would retry slowly), and ends with it. It ends as well when the datastore has lost this host, as one does whose host was made
// anew: the service is started again, which registers again, and flanneld, made anew, hears of all the others from the start.
// What flanneld wrote to the kernel stays in between.
func Serve(ctx context.Context, log *log.Logger) error {
	host, err := config.Load()
	if err != nil {
		return err
	}
	datastore := etcd.Client{Endpoint: host.Datastore}
	if err := datastore.Await(ctx); err != nil {
		return err
	}
	own, err := register(ctx, datastore)
	if err != nil {
		return err
	}
	if err := prepareVTEP(host); err != nil {
		return err
	}
	ctx, lost := context.WithCancelCause(ctx)
	defer lost(nil)
	go func() {
		lost(services.Caught(func() error { return untilLost(ctx, datastore, own) }))
	}()
	err = flanneld(ctx, log)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// register writes what every host writes alike, the network's configuration, and this host's subnet unless it has a lease already:
// so no host waits for another to do it. flanneld finds its subnet by its address, so the lease of a host that moved is reserved anew:
// else it would take another subnet, at random, or another host's that had the address before. It returns the key of the lease.
func register(ctx context.Context, datastore etcd.Client) (string, error) {
	network, err := os.ReadFile(networkFile)
	if err != nil {
		return "", err
	}
	var reservation struct {
		Key   string
		Value json.RawMessage
	}
	text, err := os.ReadFile(reservationFile)
	if err == nil {
		err = json.Unmarshal(text, &reservation)
	}
	if err != nil {
		return "", fmt.Errorf("%s cannot be read: %w", reservationFile, err)
	}
	found, err := datastore.Below(ctx, subnets)
	if err != nil {
		return "", err
	}
	own := etcd.Pair{Key: reservation.Key, Value: string(reservation.Value)}
	all := etcd.Pair{Key: "/coreos.com/network/config", Value: string(network)}
	moved := false
	// Leases of hosts that had this one's address, and are about to register anew.
	var former []string
	for _, held := range found.Pairs {
		isHere := addressIn(held.Value) == addressIn(own.Value)
		if held.Key == own.Key {
			moved = !isHere
		} else if isHere {
			former = append(former, held.Key)
		}
	}
	if err := datastore.Delete(ctx, former...); err != nil {
		return "", err
	}
	if moved {
		return own.Key, datastore.Put(ctx, own, all)
	}
	return own.Key, datastore.PutNew(ctx, own, all)
}

// addressIn a lease, of the host that has it; empty where it names none.
func addressIn(lease string) string {
	var attributes struct{ PublicIP string }
	_ = json.Unmarshal([]byte(lease), &attributes)
	return attributes.PublicIP
}

// untilLost returns when the datastore answers without this host's lease. While it does not answer nothing is lost.
func untilLost(ctx context.Context, datastore etcd.Client, own string) error {
	for ctx.Err() == nil {
		found, err := datastore.Below(ctx, own)
		if err == nil && len(found.Pairs) == 0 {
			return errors.New("the datastore has lost this host's lease: registering again")
		}
		if err == nil {
			err = datastore.Changed(ctx, own, found.Revision)
		}
		if err != nil {
			waiting.Pause(ctx, 500*time.Millisecond)
		}
	}
	return nil
}

// flanneld runs until it ends by itself or the context does.
func flanneld(ctx context.Context, log *log.Logger) error {
	variables, err := os.ReadFile(environmentFile)
	if err != nil {
		return err
	}
	command := services.Command(ctx, log, "flanneld")
	command.Env = append(os.Environ(), strings.Fields(string(variables))...)
	return command.Run()
}
