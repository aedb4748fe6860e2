// Package gates tells whether a host is ready: each gate looks at one thing that must be so, in an order in which a later
// one makes no sense before the ones before it have passed.
package gates

import (
	"context"
	"errors"
	"slices"
	"time"

	"underlay.local/host/internal/services"
)

// Limit of one gate's look.
const Limit = 5 * time.Second

// configuration is the gate that fails where the lab's files could not be applied.
const configuration = "configuration"

// Gate looks at one thing: it says what is there, or as an error what is not.
type Gate struct {
	Name string
	Look func(context.Context) (string, error)
}

// Outcome of a gate.
type Outcome struct {
	Gate   string `json:"gate"`
	State  string `json:"state"`
	Detail string `json:"detail"`
}

// Report of a look at all gates.
type Report struct {
	Host  string    `json:"host"`
	Ready bool      `json:"ready"`
	Gates []Outcome `json:"gates"`
}

// Look at every gate once, up to the first that fails.
func Look(ctx context.Context, host string, gates []Gate, limit time.Duration) Report {
	report := Report{Host: host, Ready: true, Gates: []Outcome{}}
	for _, gate := range append(refused(), gates...) {
		if !report.Ready {
			report.Gates = append(report.Gates, Outcome{gate.Name, "waiting", "after the gates before it"})
			continue
		}
		detail, err := within(ctx, limit, gate.Look)
		state := "pass"
		if err != nil {
			state, detail, report.Ready = "fail", err.Error(), false
		}
		report.Gates = append(report.Gates, Outcome{gate.Name, state, detail})
	}
	return report
}

// within the limit, whatever the gate does.
func within(ctx context.Context, limit time.Duration, look func(context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type answer struct {
		detail string
		err    error
	}
	answers := make(chan answer, 1)
	go func() {
		var got answer
		got.err = services.Caught(func() (err error) {
			got.detail, err = look(ctx)
			return err
		})
		answers <- got
	}()
	select {
	case got := <-answers:
		if got.err != nil && ctx.Err() != nil {
			return "", errors.New("no answer within " + limit.String())
		}
		return got.detail, got.err
	case <-ctx.Done():
		return "", errors.New("no answer within " + limit.String())
	}
}

// Failing is the gate that fails, if one does.
func (r Report) Failing() (Outcome, bool) {
	at := slices.IndexFunc(r.Gates, func(o Outcome) bool { return o.State == "fail" })
	if at < 0 {
		return Outcome{}, false
	}
	return r.Gates[at], true
}
