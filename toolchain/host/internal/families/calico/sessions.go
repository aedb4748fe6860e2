package calico

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"underlay.local/host/internal/bird"
)

// established tells of this host's BGP sessions, or in BIRD's own words why some are not Established.
func established(ctx context.Context) (string, error) {
	text, err := bird.Ask(ctx, "show protocols")
	if err != nil {
		return "", err
	}
	count := 0
	var down []string
	for line := range strings.Lines(text) {
		// Name, Proto, Table, State, Since, Info (birdc's columns; Info begins with the session's state)
		columns := strings.Fields(line)
		if len(columns) < 2 || columns[1] != "BGP" {
			continue
		}
		count++
		if len(columns) < 6 || columns[5] != "Established" {
			down = append(down, why(ctx, columns[0]))
		}
	}
	if len(down) == 0 {
		return fmt.Sprintf("%d BGP sessions Established", count), nil
	}
	if refused := refusedSegments(); refused > 0 {
		down = append(down, fmt.Sprintf("the kernel refused %d TCP segments for their MD5 signature: do both ends have the same password?", refused))
	}
	return "", errors.New(strings.Join(down, "; "))
}

func why(ctx context.Context, name string) string {
	text, err := bird.Ask(ctx, "show protocols all "+strconv.Quote(name))
	if err != nil {
		return err.Error()
	}
	said := map[string]string{}
	for line := range strings.Lines(text) {
		if label, value, found := strings.Cut(strings.TrimSpace(line), ":"); found {
			said[label] = strings.TrimSpace(value)
		}
	}
	cause := ""
	if last := said["Last error"]; last != "" {
		cause = ", " + last
	}
	return fmt.Sprintf("no BGP session with %s: %s is %s%s", said["Neighbor address"], name, said["BGP state"], cause)
}

// refusedSegments for a wrong or missing password (RFC 2385): BIRD hears nothing of those; the kernel counts them.
func refusedSegments() int {
	text, err := os.ReadFile("/proc/net/netstat")
	if err != nil {
		return 0
	}
	return countMD5(string(text))
}

// countMD5 adds up the counters TCPMD5… of /proc/net/netstat: a line of names, then one of values.
func countMD5(netstat string) int {
	lines := strings.Split(netstat, "\n")
	sum := 0
	for i := 0; i+1 < len(lines); i += 2 {
		names, values := strings.Fields(lines[i]), strings.Fields(lines[i+1])
		for at, name := range names {
			if strings.HasPrefix(name, "TCPMD5") && at < len(values) {
				value, _ := strconv.Atoi(values[at])
				sum += value
			}
		}
	}
	return sum
}
