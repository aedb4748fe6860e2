// Package dockerd reads what the host's engine was told of its bridge.
package dockerd

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
)

// Path of the engine's configuration; routers have none.
const Path = "/etc/docker/daemon.json"

// Settings of the engine (Docker, "Daemon configuration file").
type Settings struct {
	// Bip is docker0's address with its prefix length; not valid where there is no docker0.
	Bip netip.Prefix `json:"bip"`
	MTU int          `json:"mtu"`
}

// Load the settings.
func Load() (Settings, error) {
	var settings Settings
	text, err := os.ReadFile(Path)
	if err == nil {
		err = json.Unmarshal(text, &settings)
	}
	if err != nil {
		return settings, fmt.Errorf("%s cannot be read: %w", Path, err)
	}
	return settings, nil
}
