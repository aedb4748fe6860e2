package gates

import (
	"fmt"
	"os"
	"time"
)

// wasHealthy marks a host whose check has passed once.
const wasHealthy = "/run/underlay/was-healthy"

// Health is `underlay-health`, the container's health check. It answers the moment the host becomes ready; once healthy, each
// check lasts half a minute, so that measurements are left in peace. (Docker before 25 knows one interval only, for starting
// and for running containers alike.)
func Health([]string) error {
	isReady := func() bool {
		report, found := last()
		return found && report.Ready
	}
	if _, err := os.Stat(wasHealthy); err == nil && isReady() {
		time.Sleep(30 * time.Second)
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if isReady() {
			fmt.Println("ready")
			return os.WriteFile(wasHealthy, nil, 0o644)
		}
	}
	return Ready([]string{"--explain"})
}
