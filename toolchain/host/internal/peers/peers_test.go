package peers

import (
	"net/netip"
	"slices"
	"testing"
)

func addresses(n int) []netip.Addr {
	all := make([]netip.Addr, n)
	for i := range all {
		all[i] = netip.AddrFrom4([4]byte{10, 244, byte(i + 1), 1})
	}
	return all
}

func TestEverybodyIsAskedOnceThenAFewInTurn(t *testing.T) {
	var rounds Rounds
	all := addresses(20)
	first := rounds.Next(all)
	if !slices.Equal(first, all) {
		t.Fatalf("the first round asks %v", first)
	}
	rounds.Note(all, first, nil)
	counts := map[netip.Addr]int{}
	for range 5 {
		asked := rounds.Next(all)
		if len(asked) != PerRound {
			t.Fatalf("a later round asks %d", len(asked))
		}
		for _, peer := range asked {
			counts[peer]++
		}
		rounds.Note(all, asked, nil)
	}
	for _, peer := range all {
		if counts[peer] != 2 {
			t.Errorf("%s was asked %d times in 5 rounds of 8 of 20", peer, counts[peer])
		}
	}
}

func TestNewAndSilentPeersAreAskedInEveryRound(t *testing.T) {
	var rounds Rounds
	all := addresses(12)
	rounds.Note(all[:11], all[:11], all[3:4])
	for range 3 {
		asked := rounds.Next(all)
		if len(asked) != 2+PerRound || !slices.Contains(asked, all[3]) || !slices.Contains(asked, all[11]) {
			t.Fatalf("asked %v", asked)
		}
		rounds.Note(all, asked, []netip.Addr{all[3], all[11]})
	}
	rounds.Note(all, all[:1], all[:1])
	if asked := rounds.Next(all); !slices.Contains(asked[:3], all[0]) {
		t.Errorf("one that fell silent is asked %v", asked)
	}
}
