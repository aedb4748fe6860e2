// Package forget takes out of the lab's datastore what hosts left there that the lab has no more.
package forget

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/etcd"
	"underlay.local/host/internal/families"
	"underlay.local/host/internal/family"
)

// Run is `underlay-forget HOSTS`: it prints the keys that it deleted. HOSTS are those that the lab has, as JSON:
// [{"name": "host1", "workloadSubnet": "10.244.1.0/24"}, …]
func Run(arguments []string) error {
	var hosts []family.Peer
	if len(arguments) != 1 || json.Unmarshal([]byte(arguments[0]), &hosts) != nil || len(hosts) == 0 {
		return errors.New(`usage: underlay-forget '[{"name": …, "workloadSubnet": …}, …]'`)
	}
	host, err := config.Load()
	if err != nil {
		return err
	}
	if host.Datastore == "" {
		return errors.New("this host's configuration names no datastore (yet)")
	}
	// The datastore may be about to start. Who asks tries again.
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	datastore := etcd.Client{Endpoint: host.Datastore}
	if err := datastore.Await(ctx); err != nil {
		return err
	}
	keys, err := families.Of(host).StaleKeys(ctx, hosts)
	if err != nil || len(keys) == 0 {
		return err
	}
	if err := datastore.Delete(ctx, keys...); err != nil {
		return err
	}
	for _, key := range keys {
		fmt.Println(key)
	}
	return nil
}
