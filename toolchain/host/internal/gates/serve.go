package gates

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"reflect"
	"syscall"
	"time"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/files"
	"underlay.local/host/internal/waiting"
)

const (
	// fresh is how long an answer counts while a later gate is waited for.
	fresh = 5 * time.Second
	// idle is how often a ready host looks: measurements are left in peace.
	idle = 5 * time.Second
	// soonest and latest bound the pauses of a host that is not ready.
	soonest, latest = 50 * time.Millisecond, time.Second
)

// Serve is the service `gates`: it looks often until the host is ready, then now and then.
func Serve(ctx context.Context, log *log.Logger) error {
	host, err := config.Load()
	if err != nil {
		return err
	}
	// A report from before the service's last end may be out of date, so it is removed.
	if err := os.Remove(reportFile); err != nil && !os.IsNotExist(err) {
		return err
	}
	var written Report
	ready := false
	gates := Of(host, inTurn())
	for i := range gates {
		gates[i] = remembering(gates[i], func() bool { return !ready })
	}
	for ctx.Err() == nil {
		before := processorTime()
		report := Look(ctx, host.Name, gates, 2*Limit)
		ready = report.Ready
		if !reflect.DeepEqual(report, written) {
			if failing, found := report.Failing(); found {
				log.Printf("gate %s fails: %s", failing.Gate, failing.Detail)
			}
			if err := write(report); err != nil {
				return err
			}
			written = report
		}
		waiting.Pause(ctx, pause(ready, processorTime()-before))
	}
	return nil
}

func write(report Report) error {
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	return files.Replace(reportFile, append(text, '\n'), 0o644)
}

// pause after a look that took so much of a processor. Looking takes a tenth of one at most, so that a slow one gets to what is waited
// for; a fast one looks often, also while others keep it busy.
func pause(ready bool, took time.Duration) time.Duration {
	if ready {
		return max(idle, 10*took)
	}
	return min(max(soonest, 9*took), latest)
}

// processorTime that this process has used.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// remembering does not ask a gate again soon after it passed, as long as that is allowed.
func remembering(gate Gate, allowed func() bool) Gate {
	var passed time.Time
	var said string
	return Gate{gate.Name, func(ctx context.Context) (string, error) {
		if allowed() && time.Since(passed) < fresh {
			return said, nil
		}
		detail, err := gate.Look(ctx)
		if err != nil {
			passed = time.Time{}
			return "", err
		}
		passed, said = time.Now(), detail
		return detail, nil
	}}
}
