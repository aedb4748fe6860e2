package main

import (
	"net/netip"
	"slices"
)

// assign gives a container an address and reports it. Calico hands out a block's addresses lowest first, beginning with
// the block's very first one (a block is no subnet: every workload has a /32), and claims a further block when those that
// the host has are full (https://docs.tigera.io/calico/latest/networking/ipam/get-started-ip-addresses).
func (s *state) assign(c *config, requested netip.Addr) (netip.Addr, error) {
	taken := s.takenAddresses()
	for _, address := range c.Reserved {
		taken[address] = "the host itself"
	}
	if requested.IsValid() {
		return s.assignRequested(c.Blocks, requested, taken)
	}
	for _, block := range s.inOrder(c.Blocks) {
		if address, found := lowestFree(block, taken); found {
			s.claim(block)
			return address, nil
		}
	}
	return netip.Addr{}, addressesExhausted(c.Blocks)
}

// assignRequested gives out one certain address; its block is claimed for it, be it the next in order or not.
func (s *state) assignRequested(blocks []netip.Prefix, requested netip.Addr, taken map[netip.Addr]string) (netip.Addr, error) {
	at := slices.IndexFunc(blocks, func(block netip.Prefix) bool { return block.Contains(requested) })
	if at < 0 {
		return netip.Addr{}, addressOutside(requested, blocks)
	}
	if container, found := taken[requested]; found {
		return netip.Addr{}, addressTaken(requested, container)
	}
	s.claim(blocks[at])
	return requested, nil
}

// inOrder is the order in which blocks are filled: the claimed ones as they were claimed, then the others as configured.
// A claimed block that the configuration no longer names stays claimed for its workloads, but gives out no more addresses.
func (s *state) inOrder(blocks []netip.Prefix) []netip.Prefix {
	order := make([]netip.Prefix, 0, len(blocks))
	for _, block := range s.Claimed {
		if slices.Contains(blocks, block) {
			order = append(order, block)
		}
	}
	for _, block := range blocks {
		if !slices.Contains(order, block) {
			order = append(order, block)
		}
	}
	return order
}

// announced are the claimed blocks that others are to know of: those that the configuration names, and those in which there still is a
// workload. Another host may have the rest by now.
func (s *state) announced(blocks []netip.Prefix) []netip.Prefix {
	var all []netip.Prefix
	for _, block := range s.Claimed {
		holds := func(w workload) bool { return block.Contains(w.Address) }
		if slices.Contains(blocks, block) || slices.ContainsFunc(s.Workloads, holds) {
			all = append(all, block)
		}
	}
	return all
}

func (s *state) claim(block netip.Prefix) {
	if !slices.Contains(s.Claimed, block) {
		s.Claimed = append(s.Claimed, block)
	}
}

func (s *state) takenAddresses() map[netip.Addr]string {
	taken := make(map[netip.Addr]string, len(s.Workloads))
	for _, w := range s.Workloads {
		taken[w.Address] = "container " + w.Container
	}
	return taken
}

func lowestFree(block netip.Prefix, taken map[netip.Addr]string) (netip.Addr, bool) {
	for address := block.Addr(); block.Contains(address); address = address.Next() {
		if _, found := taken[address]; !found {
			return address, true
		}
	}
	return netip.Addr{}, false
}

func blockSize(block netip.Prefix) uint64 {
	return 1 << (block.Addr().BitLen() - block.Bits())
}
