package workloads

import (
	"context"
	"encoding/json"
	"log"
	"time"

	"underlay.local/host/internal/files"
)

// limit of one look at all workloads.
const limit = time.Minute

// Keep is the service `workloads`: it starts all, and again whenever one ends or is removed. It ends where the engine's events do:
// started anew, it looks at everything again.
func Keep(ctx context.Context, log *log.Logger) error {
	s, err := newStarter()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// dockerd makes its socket early and answers there once it is ready.
	if err := s.engine.Await(ctx); err != nil {
		return err
	}
	// Once, and not at every look: a workload that cannot have its address would be made and removed again and again.
	if err := s.discard(ctx); err != nil {
		return err
	}
	// Listening begins before the first look, so no end falls between the two.
	ends, broken := s.engine.Ends(ctx)
	said := ""
	for {
		limited, cancel := context.WithTimeout(ctx, limit)
		running, problem := s.all(limited)
		cancel()
		text, err := json.Marshal(running)
		if err == nil {
			err = files.Replace(startedFile, append(text, '\n'), 0o644)
		}
		if err != nil {
			return err
		}
		var again <-chan time.Time
		if problem != nil {
			again = time.After(time.Second)
			if problem.Error() != said {
				log.Print(problem)
			}
			said = problem.Error()
		} else {
			said = ""
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-broken:
			return err
		case end := <-ends:
			log.Printf("%s ended (%s)", end.Actor.Attributes["name"], end.Action)
		case <-again:
		}
	}
}
