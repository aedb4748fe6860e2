package gates

import (
	"context"
	"time"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/waiting"
)

// Await returns true once every gate passes: the service `gates` says so, and a look at each at that moment too. It says what is
// waited for, whenever that changes. When the context ends before, it explains what fails.
func Await(ctx context.Context, said func(waitsFor string)) (why string, ready bool) {
	before := ""
	say := func(text string) {
		if text != before {
			said(text)
		}
		before = text
	}
	report, found := Report{}, false
	for ctx.Err() == nil {
		began := time.Now()
		report, found = last()
		// The pause leaves a slow processor to the programs that are waited for.
		pause := 20 * max(time.Millisecond, time.Since(began))
		if report.Ready {
			// What the service saw last may be seconds old.
			host, err := config.Load()
			if err != nil {
				return err.Error(), false
			}
			if report = Look(ctx, host.Name, Of(host, everybody), Limit); report.Ready {
				return "", true
			}
			pause = 200 * time.Millisecond
		}
		if failing, fails := report.Failing(); fails {
			say(failing.Gate + ": " + failing.Detail)
		} else {
			say("the start of its programs")
		}
		waiting.Pause(ctx, pause)
	}
	host, err := config.Load()
	if err != nil || !found {
		return "the host is still starting", false
	}
	return explanation(host, report), false
}
