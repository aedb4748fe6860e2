// Package waiting waits, but no longer than a context lasts.
package waiting

import (
	"context"
	"time"
)

// Pause for a length of time, or until the context ends.
func Pause(ctx context.Context, length time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(length):
	}
}

// Until a try succeeds, each within the limit, with pauses between them. The last try's error, once the context has ended.
func Until(ctx context.Context, limit, between time.Duration, try func(context.Context) error) error {
	for {
		limited, cancel := context.WithTimeout(ctx, limit)
		err := try(limited)
		cancel()
		if err == nil || ctx.Err() != nil {
			return err
		}
		Pause(ctx, between)
	}
}
