package waiting

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestUntilTriesAgainAndNoLongerThanItsContext(t *testing.T) {
	tries := 0
	third := func(context.Context) error {
		if tries++; tries < 3 {
			return errors.New("not yet")
		}
		return nil
	}
	if err := Until(t.Context(), time.Second, time.Millisecond, third); err != nil || tries != 3 {
		t.Error(err, tries)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	never := errors.New("never")
	if err := Until(ctx, time.Second, time.Minute, func(context.Context) error { return never }); !errors.Is(err, never) {
		t.Error(err)
	}
}

func TestEachTryHasALimit(t *testing.T) {
	tries := 0
	hangs := func(ctx context.Context) error {
		if tries++; tries == 2 {
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	}
	if err := Until(t.Context(), time.Millisecond, 0, hangs); err != nil || tries != 2 {
		t.Error(err, tries)
	}
}
