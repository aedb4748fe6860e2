package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func prefixes(texts ...string) []netip.Prefix {
	parsed := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		parsed[i] = netip.MustParsePrefix(text)
	}
	return parsed
}

// take assigns an address as ADD does; no text asks for the next one.
func (s *state) take(container string, blocks []netip.Prefix, requested string) (string, error) {
	var wanted netip.Addr
	if requested != "" {
		wanted = netip.MustParseAddr(requested)
	}
	address, err := s.assign(&config{Blocks: blocks}, wanted)
	if err == nil {
		s.Workloads = append(s.Workloads, workload{Container: container, Address: address})
	}
	return address.String(), err
}

func mustTake(t *testing.T, s *state, blocks []netip.Prefix, requested, want string) {
	t.Helper()
	if got, err := s.take("for-"+want, blocks, requested); err != nil || got != want {
		t.Fatalf("got %s, %v; want %s", got, err, want)
	}
}

func TestLowestAddressFirst(t *testing.T) {
	s, blocks := &state{}, prefixes("10.244.1.64/26", "10.244.1.0/26")
	for _, want := range []string{"10.244.1.64", "10.244.1.65", "10.244.1.66"} {
		mustTake(t, s, blocks, "", want)
	}
	if !slices.Equal(s.Claimed, blocks[:1]) {
		t.Errorf("claimed: %v", s.Claimed)
	}
}

func TestNextBlockIsClaimedWhenOneIsFull(t *testing.T) {
	s, blocks := &state{}, prefixes("10.244.1.0/26", "10.244.1.64/26", "10.244.1.128/26")
	for i := range 64 {
		mustTake(t, s, blocks, "", fmt.Sprintf("10.244.1.%d", i))
	}
	if !slices.Equal(s.Claimed, blocks[:1]) {
		t.Errorf("claimed with 64 workloads: %v", s.Claimed)
	}
	mustTake(t, s, blocks, "", "10.244.1.64")
	if !slices.Equal(s.Claimed, blocks[:2]) {
		t.Errorf("claimed with 65 workloads: %v", s.Claimed)
	}
}

func TestExhaustion(t *testing.T) {
	s, blocks := &state{}, prefixes("10.244.1.0/31", "10.244.1.64/31")
	for i := range 4 {
		if _, err := s.take(fmt.Sprint(i), blocks, ""); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.take("one too many", blocks, "")
	const want = "all 4 addresses of 10.244.1.0/31, 10.244.1.64/31 are in use"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error: %v", err)
	}
}

func TestRequestedAddress(t *testing.T) {
	s, blocks := &state{}, prefixes("10.244.1.0/26", "10.244.1.64/26")
	mustTake(t, s, blocks, "10.244.1.1", "10.244.1.1")
	mustTake(t, s, blocks, "", "10.244.1.0")
	mustTake(t, s, blocks, "", "10.244.1.2")
	mustTake(t, s, blocks, "10.244.1.127", "10.244.1.127")
	if !slices.Equal(s.Claimed, blocks) {
		t.Errorf("claimed: %v", s.Claimed)
	}
	for address, want := range map[string]string{
		"10.244.1.1":   "address 10.244.1.1 is taken by container for-10.244.1.1",
		"10.244.1.128": "address 10.244.1.128 is in no block of this host; Its blocks are 10.244.1.0/26, 10.244.1.64/26.",
	} {
		if _, err := s.take("late", blocks, address); err == nil || err.Error() != want {
			t.Errorf("error: %v; want %s", err, want)
		}
	}
}

func TestReleasedAddressIsUsedAgain(t *testing.T) {
	s, blocks := &state{}, prefixes("10.244.1.0/26")
	for _, want := range []string{"10.244.1.0", "10.244.1.1", "10.244.1.2"} {
		mustTake(t, s, blocks, "", want)
	}
	s.remove("for-10.244.1.1")
	mustTake(t, s, blocks, "", "10.244.1.1")
	mustTake(t, s, blocks, "", "10.244.1.3")
}

// A host keeps a block that its configuration no longer names, and gives out no more of it.
func TestBlockThatIsNoLongerConfigured(t *testing.T) {
	s := &state{}
	mustTake(t, s, prefixes("10.244.1.0/26"), "", "10.244.1.0")
	mustTake(t, s, prefixes("10.244.2.0/26"), "", "10.244.2.0")
	if want := prefixes("10.244.1.0/26", "10.244.2.0/26"); !slices.Equal(s.Claimed, want) {
		t.Errorf("claimed: %v", s.Claimed)
	}
}

func TestReservedAddressesAreNobodys(t *testing.T) {
	c := &config{Blocks: prefixes("10.244.1.0/26"), Reserved: []netip.Addr{netip.MustParseAddr("10.244.1.0")}}
	s := &state{}
	if got, err := s.assign(c, netip.Addr{}); err != nil || got.String() != "10.244.1.1" {
		t.Errorf("got %s, %v; want 10.244.1.1", got, err)
	}
	if _, err := s.assign(c, c.Reserved[0]); err == nil || !strings.Contains(err.Error(), "the host itself") {
		t.Errorf("error: %v", err)
	}
}

func TestFormerBlocksAreAnnouncedWhileTheyHoldWorkloads(t *testing.T) {
	former, now := prefixes("10.244.1.0/26", "10.244.1.64/26"), prefixes("10.244.2.0/23")
	s := &state{}
	mustTake(t, s, former, "10.244.1.64", "10.244.1.64")
	mustTake(t, s, former, "10.244.1.0", "10.244.1.0")
	mustTake(t, s, now, "", "10.244.2.0")
	s.remove("for-10.244.1.64")
	if got, want := s.announced(now), prefixes("10.244.1.0/26", "10.244.2.0/23"); !slices.Equal(got, want) {
		t.Errorf("announced: %v; want %v", got, want)
	}
	s.remove("for-10.244.1.0")
	if got := s.announced(now); !slices.Equal(got, now) {
		t.Errorf("announced: %v; want %v", got, now)
	}
}
