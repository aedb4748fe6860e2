package gates

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

func gate(name, detail string, err error) Gate {
	return Gate{name, func(context.Context) (string, error) { return detail, err }}
}

func TestGatesAfterAFailingOneWait(t *testing.T) {
	asked := false
	last := Gate{"overlay", func(context.Context) (string, error) { asked = true; return "", nil }}
	report := Look(t.Context(), "host1", []Gate{gate("underlay", "eth0", nil), gate("cni", "", errors.New("no lease")), last}, time.Second)
	failing, found := report.Failing()
	if report.Ready || !found || failing != (Outcome{"cni", "fail", "no lease"}) || asked {
		t.Errorf("%+v", report)
	}
	if report.Gates[0] != (Outcome{"underlay", "pass", "eth0"}) || report.Gates[2].State != "waiting" {
		t.Errorf("%+v", report.Gates)
	}
}

func TestAGateThatHangsFails(t *testing.T) {
	hangs := Gate{"cni", func(context.Context) (string, error) { select {} }}
	report := Look(t.Context(), "host1", []Gate{hangs}, 10*time.Millisecond)
	if failing, found := report.Failing(); !found || failing.Detail != "no answer within 10ms" {
		t.Errorf("%+v", report)
	}
}

func TestAllPass(t *testing.T) {
	report := Look(t.Context(), "host1", []Gate{gate("underlay", "a", nil), gate("cni", "b", nil)}, time.Second)
	if _, found := report.Failing(); found || !report.Ready {
		t.Errorf("%+v", report)
	}
}

func TestAMachineThatCannotApplyTheLabsFilesSaysWhy(t *testing.T) {
	refusedFile, reportFile = filepath.Join(t.TempDir(), "refused"), filepath.Join(t.TempDir(), "ready.json")
	look := func() Report {
		return Look(t.Context(), "host1", []Gate{gate("underlay", "eth0", nil)}, time.Second)
	}
	wanted := Outcome{"configuration", "fail", "no interface has the address 100.64.0.1"}
	Note(errors.New(wanted.Detail))
	report := look()
	if failing, found := report.Failing(); !found || failing != wanted || report.Ready || report.Gates[1].State != "waiting" {
		t.Errorf("%+v", report)
	}
	// Also where nothing looks yet.
	saved, found := last()
	if failing, _ := saved.Failing(); !found || failing != wanted || saved.Ready {
		t.Errorf("%+v, %v", saved, found)
	}
	Note(nil)
	if report := look(); !report.Ready || len(report.Gates) != 1 {
		t.Errorf("%+v", report)
	}
}

func TestPauses(t *testing.T) {
	for _, c := range []struct {
		ready      bool
		took, want time.Duration
	}{
		{false, 0, 50 * time.Millisecond},
		{false, 100 * time.Millisecond, 900 * time.Millisecond},
		{false, 3 * time.Second, time.Second},
		{true, 10 * time.Millisecond, 5 * time.Second},
		{true, time.Second, 10 * time.Second},
	} {
		if got := pause(c.ready, c.took); got != c.want {
			t.Errorf("ready %v, took %v: %v; want %v", c.ready, c.took, got, c.want)
		}
	}
}

func TestAPassIsRememberedWhileLaterGatesAreWaitedFor(t *testing.T) {
	asked, allowed := 0, true
	var failure error
	gate := remembering(Gate{"cni", func(context.Context) (string, error) { asked++; return "lease", failure }}, func() bool { return allowed })
	for range 3 {
		if detail, err := gate.Look(t.Context()); detail != "lease" || err != nil {
			t.Fatal(detail, err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	allowed, failure = false, errors.New("gone")
	if _, err := gate.Look(t.Context()); err == nil {
		t.Error("a ready host's gate is not asked anew")
	}
	allowed, failure = true, nil
	if _, _ = gate.Look(t.Context()); asked != 3 {
		t.Error("a failure is not forgotten")
	}
}
