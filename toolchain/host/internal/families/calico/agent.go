package calico

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/etcd"
	"underlay.local/host/internal/waiting"
)

var nodeFile = "/etc/underlay/calico/node.json"

const (
	// refresh is how often the kernel is looked at in any case (Felix: routeRefreshInterval).
	refresh = 90 * time.Second
	// settling is how long after the datastore had lost this node nothing is taken out of the kernel: others register again too.
	settling = 10 * time.Second
)

// Agent is `calico-agent run|publish|--version`. Run as a service it does what Calico's Felix does for VXLAN pools: nodes tell the
// datastore who they are and which blocks they have, under the keys of Calico's own etcd datastore; from what is there each node
// writes a permanent neighbour and FDB entry for every other, and a route for every block. While the datastore does not answer
// nothing changes. Where BIRD speaks BGP the routes are BIRD's. In either case it makes the tunnel's device, and takes away what
// another mode left once the new one is in its place.
func Agent(arguments []string) error {
	verb := strings.Join(arguments, " ")
	if verb == "--version" {
		fmt.Println("of Underlay, for VXLAN pools")
		return nil
	}
	host, err := config.Load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	datastore := etcd.Client{Endpoint: host.Datastore}
	switch verb {
	case "publish":
		return publish(ctx, datastore, host.Name)
	case "run":
		return run(ctx, datastore, host.Name)
	}
	return errors.New("usage: calico-agent run|publish|--version")
}

func run(ctx context.Context, datastore etcd.Client, own string) error {
	if err := Prepare(nil); err != nil {
		return err
	}
	wanted, _, err := loadTunnel()
	if err != nil {
		return err
	}
	go tidy(ctx, wanted.Device)
	if !followsDatastore() {
		<-ctx.Done()
		return nil
	}
	if err := datastore.Await(ctx); err != nil {
		return err
	}
	follow(ctx, datastore, own, kernel{tunnel: wanted})
	return nil
}

// followsDatastore where this host's routes come from there, and not from BIRD.
func followsDatastore() bool {
	_, err := os.Stat(nodeFile)
	return err == nil
}

// dataPlane is what the agent writes to.
type dataPlane interface {
	// Hold makes the kernel hold what the world asks for; with only, it also takes out what it does not ask for.
	Hold(w world, own string, only bool) (held int, err error)
}

// follow the datastore until the context ends.
func follow(ctx context.Context, datastore etcd.Client, own string, plane dataPlane) {
	var lost time.Time
	said := ""
	say := func(format string, values ...any) {
		if text := fmt.Sprintf(format, values...); text != said {
			said = text
			log.Print(text)
		}
	}
	for ctx.Err() == nil {
		found, err := datastore.Below(ctx, keys)
		if err != nil {
			say("the data plane stays as it is: %v", err)
			waiting.Pause(ctx, 500*time.Millisecond)
			continue
		}
		now := worldOf(found)
		// Read after the datastore was: a block that the CNI plugin claims meanwhile is in its file first.
		wanted, err := registration(own)
		if err != nil {
			say("this node cannot be registered: %v", err)
			waiting.Pause(ctx, time.Second)
			continue
		}
		if stale, current := compare(found, wanted, own); !current {
			if _, registered := now.nodes[own]; !registered {
				lost = time.Now()
			}
			say("the datastore does not know of this node as it is: registering")
			if err := register(ctx, datastore, wanted, stale); err != nil {
				waiting.Pause(ctx, 500*time.Millisecond)
			}
			continue
		}
		settled := time.Since(lost) > settling
		held, err := plane.Hold(now, own, settled)
		if err != nil {
			say("the kernel refuses: %v", err)
			waiting.Pause(ctx, time.Second)
			continue
		}
		say("in step with the datastore's revision %d: %d blocks", found.Revision, held)
		wait := refresh
		if !settled {
			wait = settling
		}
		limited, cancel := context.WithTimeout(ctx, wait)
		// From this revision on, so that nothing is missed.
		err = datastore.Changed(limited, keys, found.Revision)
		if err != nil && limited.Err() == nil {
			waiting.Pause(ctx, 200*time.Millisecond)
		}
		cancel()
	}
}

// publish this node and its blocks.
func publish(ctx context.Context, datastore etcd.Client, own string) error {
	wanted, err := registration(own)
	if err != nil {
		return err
	}
	return datastore.Put(ctx, wanted...)
}

// blackholes of the file of blocks, whose lines are `route B blackhole;` (BIRD's static protocol).
func blackholes(text string) []netip.Prefix {
	var blocks []netip.Prefix
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != "route" {
			continue
		}
		if block, err := netip.ParsePrefix(words[1]); err == nil {
			blocks = append(blocks, block)
		}
	}
	return blocks
}
