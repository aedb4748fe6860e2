package configure

import (
	"context"
	"fmt"

	"underlay.local/host/internal/services"
)

// step is what a change means for a service.
type step struct {
	service services.Service
	does    string
	do      func(context.Context, services.Service) error
}

// steps that a change means, told by the services that run and by the files that will be there: what ends comes first, and ends by its
// old files; then what goes on takes the new ones; then the rest begins.
func (m *machine) steps(changes map[string]bool, runs func(services.Service) bool, has func(path string) bool) (first, then []step) {
	var begin []step
	for _, s := range m.all {
		does := s.RunsWith(has)
		switch {
		case runs(s) && !does:
			first = append(first, step{s, "ended", m.keeper.Stop})
		case !runs(s) && does:
			begin = append(begin, step{s, "started", m.keeper.Start})
		case does && s.Concerns(changes):
			then = append(then, step{s, "reloaded", m.keeper.Reload})
		}
	}
	return first, append(then, begin...)
}

func take(ctx context.Context, all []step, said func(string)) error {
	for _, s := range all {
		if err := s.do(ctx, s.service); err != nil {
			return fmt.Errorf("service %s: %w", s.service.Name, err)
		}
		said(s.service.Name + " " + s.does)
	}
	return nil
}
