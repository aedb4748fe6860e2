package workloads

import (
	"context"
	"net/netip"
	"slices"

	"underlay.local/host/internal/family"
	"underlay.local/host/internal/links"
)

// discard the containers that another configuration left: of workloads that the lab's file declares no more, and of those that are
// in the way of the planned addresses.
func (s starter) discard(ctx context.Context) error {
	wanted, err := All(s.host)
	if err != nil {
		return err
	}
	declared, err := s.engine.Declared(ctx)
	if err != nil {
		return err
	}
	var held []family.Workload
	for _, w := range wanted {
		found, exists, err := s.engine.Find(ctx, w.Name)
		if err != nil {
			return err
		}
		if exists {
			held = append(held, family.Workload{Name: w.Name, Address: addressOf(found.Pid)})
		}
	}
	gone := misplaced(wanted, held, !s.modeAttaches())
	for _, name := range declared {
		if named(wanted, name) < 0 {
			gone = append(gone, name)
		}
	}
	for _, name := range gone {
		if err := s.undo(name); err != nil {
			return err
		}
	}
	return nil
}

// addressOf a workload; not valid for one that does not run or is not connected.
func addressOf(pid int) netip.Addr {
	if pid == 0 {
		return netip.Addr{}
	}
	all, _ := links.Of(pid)
	if len(all["eth0"]) == 0 {
		return netip.Addr{}
	}
	return all["eth0"][0]
}

// misplaced are the workloads whose address is not the planned one, or is another's. Where addresses are given out in order, as by
// docker0, all after the first of them go as well: they are started again after it.
func misplaced(wanted, held []family.Workload, inOrder bool) []string {
	var gone []string
	for at, w := range wanted {
		if !w.Address.IsValid() {
			continue
		}
		for _, h := range held {
			own := h.Name == w.Name
			if own && h.Address.IsValid() && h.Address != w.Address || !own && h.Address == w.Address {
				gone = append(gone, h.Name)
			}
		}
		if inOrder && len(gone) > 0 {
			for _, later := range wanted[at:] {
				if named(held, later.Name) >= 0 {
					gone = append(gone, later.Name)
				}
			}
			break
		}
	}
	slices.Sort(gone)
	return slices.Compact(gone)
}
