// Package families finds the family of modes that a host's configuration names.
package families

import (
	"underlay.local/host/internal/config"
	"underlay.local/host/internal/family"
)

// Of a host.
func Of(host config.Host) family.Family { return scripts{host: host} }
