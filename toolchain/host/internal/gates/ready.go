package gates

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"underlay.local/host/internal/config"
)

// reportFile is what the service `gates` saw last.
var reportFile = "/run/underlay/ready.json"

// errNotReady ends the program with status 1; why is on standard output.
var errNotReady = errors.New("the host is not ready")

// Ready is `underlay-ready [--now] [--explain]`: the gates as JSON, and status 0 when all pass. It tells what the service
// `gates` saw last; with --now it looks at every gate at this moment, each for at most Limit. With --explain, for people:
// the gate that fails and the end of the logs that tell why.
func Ready(arguments []string) error {
	now, explain := false, false
	for _, word := range arguments {
		switch word {
		case "--now":
			now = true
		case "--explain":
			explain = true
		default:
			return errors.New("usage: underlay-ready [--now] [--explain]")
		}
	}
	host, err := config.Load()
	// The machine's own configuration may be what could not be applied.
	if err != nil && len(refused()) == 0 {
		return err
	}
	report, found := Report{}, true
	if now {
		report = Look(context.Background(), host.Name, Of(host, everybody), Limit)
	} else {
		report, found = last()
	}
	switch {
	case !found:
		fmt.Println(`{"ready":false,"gates":[],"detail":"the host is still starting"}`)
	case explain:
		fmt.Print(explanation(host, report))
	default:
		if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
			return err
		}
	}
	if !report.Ready {
		return errNotReady
	}
	return nil
}

func last() (Report, bool) {
	var report Report
	text, err := os.ReadFile(reportFile)
	return report, err == nil && json.Unmarshal(text, &report) == nil
}

func explanation(host config.Host, report Report) string {
	failing, found := report.Failing()
	if !found {
		return "all gates pass\n"
	}
	text := fmt.Sprintf("gate %s fails on %s: %s\n", failing.Gate, report.Host, failing.Detail)
	for _, service := range logs(host, failing.Gate) {
		text += endOf(service)
	}
	return text
}
