// Package peers decides whom a gate asks: everybody once, then a few in turn. Every question fills an entry of the kernel's
// neighbour table, which is one for all the hosts of a machine (net.ipv4.neigh.default.gc_thresh3), and takes time from
// whoever measures.
package peers

import (
	"net/netip"
	"slices"
)

// PerRound is how many of those that have answered before are asked again in one round.
const PerRound = 8

// Rounds remembers who has answered. The zero value knows nobody.
type Rounds struct {
	answered map[netip.Addr]bool
	// last whom a round asked again; the next one goes on after it.
	last netip.Addr
}

// Next are those of all peers to ask now: every one that has not answered yet, and PerRound of the others, in turn.
func (r *Rounds) Next(all []netip.Addr) []netip.Addr {
	var open, known []netip.Addr
	for _, peer := range all {
		if r.answered[peer] {
			known = append(known, peer)
		} else {
			open = append(open, peer)
		}
	}
	slices.SortFunc(known, netip.Addr.Compare)
	from := slices.IndexFunc(known, func(peer netip.Addr) bool { return r.last.Compare(peer) < 0 })
	for i := range min(PerRound, len(known)) {
		r.last = known[(max(from, 0)+i)%len(known)]
		open = append(open, r.last)
	}
	return open
}

// Note what came of a round: who was asked, and who gave no answer. Peers that are gone are forgotten.
func (r *Rounds) Note(all, asked, silent []netip.Addr) {
	answered := make(map[netip.Addr]bool, len(all))
	for _, peer := range all {
		heard := slices.Contains(asked, peer) && !slices.Contains(silent, peer)
		answered[peer] = heard || r.answered[peer] && !slices.Contains(silent, peer)
	}
	r.answered = answered
}
