package gates

import (
	"context"
	"net/netip"
	"time"

	"underlay.local/host/internal/family"
	"underlay.local/host/internal/peers"
	"underlay.local/host/internal/ping"
)

// patience with peers that do not answer.
const patience = time.Second

// remembered are the rounds of so many that ask.
const remembered = 64

// everybody is asked.
func everybody(ctx context.Context, from family.From, addresses []netip.Addr) ([]netip.Addr, error) {
	return ping.Silent(ctx, from, addresses, patience)
}

// inTurn asks everybody once, and then a few of those that answered, in turn.
func inTurn() family.Asks {
	rounds := map[family.From]*peers.Rounds{}
	return func(ctx context.Context, from family.From, addresses []netip.Addr) ([]netip.Addr, error) {
		if rounds[from] == nil {
			// Workloads come and go: what they asked is forgotten now and then, and everybody asked anew.
			if len(rounds) == remembered {
				clear(rounds)
			}
			rounds[from] = &peers.Rounds{}
		}
		now := rounds[from].Next(addresses)
		silent, err := ping.Silent(ctx, from, now, patience)
		if err == nil {
			rounds[from].Note(addresses, now, silent)
		}
		return silent, err
	}
}
