package gates

import (
	"context"
	"errors"
	"log"
	"os"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/files"
)

// refusedFile says why the lab's files could not be applied, for as long as that is so.
var refusedFile = "/run/underlay/refused"

// Note whether the lab's files could be applied. While they could not, a gate before all others says why.
func Note(failure error) {
	if failure == nil {
		_ = os.Remove(refusedFile)
		return
	}
	if noted, err := os.ReadFile(refusedFile); err == nil && string(noted) == failure.Error() {
		return
	}
	log.Printf("the lab's files cannot be applied: %v", failure)
	err := files.Replace(refusedFile, []byte(failure.Error()), 0o644)
	if err == nil {
		// The service that looks at the gates may not have begun.
		host, _ := config.Load()
		err = write(Look(context.Background(), host.Name, Of(host, everybody), Limit))
	}
	if err != nil {
		log.Printf("that cannot be noted: %v", err)
	}
}

// refused is the gate of a machine that could not apply the lab's files; others have no such gate.
func refused() []Gate {
	why, err := os.ReadFile(refusedFile)
	if err != nil {
		return nil
	}
	return []Gate{{configuration, func(context.Context) (string, error) { return "", errors.New(string(why)) }}}
}
