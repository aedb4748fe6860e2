package workloads

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"underlay.local/host/internal/family"
)

// list of workloads, written `name address …`; `-` is no address.
func list(text string) (all []family.Workload) {
	words := strings.Fields(text)
	for at := 0; at < len(words); at += 2 {
		address, _ := netip.ParseAddr(words[at+1])
		all = append(all, family.Workload{Name: words[at], Address: address})
	}
	return all
}

func TestWorkloadsInTheWayOfPlannedAddressesGo(t *testing.T) {
	for name, c := range map[string]struct {
		wanted, held   string
		inOrder, alone []string
	}{
		"all in place":          {"a 10.0.0.2 b 10.0.0.3 added -", "a 10.0.0.2 b 10.0.0.3 added 10.0.0.4", nil, nil},
		"not there, or stopped": {"a 10.0.0.2 b 10.0.0.3", "b -", nil, nil},
		"removed by hand":       {"a 10.0.0.2 b 10.0.0.3", "b 10.0.0.3", nil, nil},
		"the first is declared no more": {
			"b 10.0.0.2 c 10.0.0.3", "b 10.0.0.3 c 10.0.0.4", []string{"b", "c"}, []string{"b", "c"},
		},
		"one is declared before one that was added": {
			"a 10.0.0.2 b 10.0.0.3 added -", "a 10.0.0.2 added 10.0.0.3", []string{"added"}, []string{"added"},
		},
		"one is wrong in the middle": {
			"a 10.0.0.2 b 10.0.0.3 c 10.0.0.4", "a 10.0.0.2 b 10.0.0.9 c 10.0.0.4", []string{"b", "c"}, []string{"b"},
		},
	} {
		if got := misplaced(list(c.wanted), list(c.held), true); !slices.Equal(got, c.inOrder) {
			t.Errorf("%s, in order: %v", name, got)
		}
		if got := misplaced(list(c.wanted), list(c.held), false); !slices.Equal(got, c.alone) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
