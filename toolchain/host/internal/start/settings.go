package start

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kernel brings the settings of the machine's own namespaces into force. Routers may write none: their container came with them.
func kernel(hasEngine bool) error {
	wanted := routing
	if hasEngine {
		if err := openKernel(); err != nil {
			return err
		}
		wanted = append(slices.Clone(routing), ofEngine)
	}
	for _, s := range wanted {
		if err := s.enforce(settingsDir + "/net"); err != nil {
			return err
		}
	}
	return nil
}

// setting of the network; one that a kernel may lack is optional.
type setting struct {
	name, value string
	optional    bool
}

// Whoever changes these changes those of a router's container too (lib/constructs/router.ts).
var routing = []setting{
	{"ipv4/ip_forward", "1", false},
	// Equal next hops share by flow, ports included, so that tunnels between two hosts spread as well.
	{"ipv4/fib_multipath_hash_policy", "1", true},
	// Answers may come by another way than questions went, and routers carry addresses that they have no route to.
	{"ipv4/conf/all/rp_filter", "0", false},
}

// The host's engine filters nothing, so packets on its bridge need not pass through netfilter a second time. (The setting
// is this namespace's own; it is missing without br_netfilter.)
var ofEngine = setting{"bridge/bridge-nf-call-iptables", "0", true}

// enforce writes only what is not in force; `folder` has the network's settings.
func (s setting) enforce(folder string) error {
	file := filepath.Join(folder, s.name)
	found, err := os.ReadFile(file)
	if s.optional && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && strings.TrimSpace(string(found)) != s.value {
		err = os.WriteFile(file, []byte(s.value), 0o644)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be set to %s: %w", s.name, s.value, err)
	}
	return nil
}
