package provider

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/client"
	"github.com/docker/docker/pkg/stdcopy"
)

// How much of a health check's output and of a container's log an error shows.
const (
	healthLines = 30
	logLines    = 20
)

// neverHealthy is the error of a container that did not become healthy in time. The container is removed next, so all there is to
// know about it has to be in here.
func neverHealthy(ctx context.Context, engine *client.Client, name string, waited time.Duration, found container.InspectResponse, lastExit int) error {
	var detail strings.Builder
	if health := found.State.Health; health != nil {
		fmt.Fprintf(&detail, "Health: %s, %d failed checks in a row.", health.Status, health.FailingStreak)
		if last := len(health.Log) - 1; last >= 0 {
			fmt.Fprintf(&detail, " The last check ended with exit code %d and said:\n%s",
				health.Log[last].ExitCode, indent(lastLines(health.Log[last].Output, healthLines)))
		} else {
			detail.WriteString(" No check has ended yet.")
		}
	}
	if found.RestartCount > 0 {
		fmt.Fprintf(&detail, "\nIt was restarted %d times; its last exit code was %d.", found.RestartCount, lastExit)
	}
	detail.WriteString(logTail(ctx, engine, found))
	detail.WriteString("\n\nThe container was removed. Fix what the check complains about, or raise wait_timeout if it only needs more time.")
	return problem{fmt.Sprintf("Container %s is not healthy after %v", name, waited), detail.String()}
}

// exitedEarly is the error of a container that should run and does not.
func exitedEarly(ctx context.Context, engine *client.Client, name string, found container.InspectResponse) error {
	detail := "It has to run (must_run or wait is true)."
	if found.State.OOMKilled {
		detail += " It ran out of memory."
	}
	detail += logTail(ctx, engine, found) + "\n\nThe container was removed."
	return problem{fmt.Sprintf("Container %s exited at once with exit code %d", name, found.State.ExitCode), detail}
}

func logTail(ctx context.Context, engine *client.Client, found container.InspectResponse) string {
	options := container.LogsOptions{ShowStdout: true, ShowStderr: true, Tail: fmt.Sprint(logLines)}
	stream, err := engine.ContainerLogs(ctx, found.ID, options)
	if err != nil {
		return "\nIts log cannot be read: " + err.Error()
	}
	defer stream.Close()
	var text bytes.Buffer
	if found.Config.Tty {
		_, err = text.ReadFrom(stream)
	} else {
		_, err = stdcopy.StdCopy(&text, &text, stream)
	}
	if err != nil {
		return "\nIts log cannot be read: " + err.Error()
	}
	if strings.TrimSpace(text.String()) == "" {
		return "\nIts log is empty."
	}
	return "\nThe end of its log:\n" + indent(lastLines(text.String(), logLines))
}

func lastLines(text string, count int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if dropped := len(lines) - count; dropped > 0 {
		lines = append([]string{fmt.Sprintf("… %d lines left out", dropped)}, lines[dropped:]...)
	}
	return strings.Join(lines, "\n")
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(text, "\n", "\n  ")
}
