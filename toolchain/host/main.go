// The program of every host and router: it does what the name says by which it is called (docs/architecture.md, "The host
// contract"). In guests whose processor is emulated the start of a program is most of the work, so what it links must cost
// nothing before it is used. Natively a start takes 1.8 ms with net/http and netlink, 2.5 with the engine's client as well.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"underlay.local/host/internal/bird"
	"underlay.local/host/internal/configure"
	"underlay.local/host/internal/enter"
	"underlay.local/host/internal/families/calico"
	"underlay.local/host/internal/forget"
	"underlay.local/host/internal/gates"
	"underlay.local/host/internal/impair"
	"underlay.local/host/internal/links"
	"underlay.local/host/internal/start"
	"underlay.local/host/internal/state"
	"underlay.local/host/internal/usage"
	"underlay.local/host/internal/walls"
	"underlay.local/host/internal/workloads"
)

// program takes the words after its name; an error ends it with status 1.
type program func(arguments []string) error

// programs by the names of the links to this file; `underlay-host NAME` runs the same.
var programs = map[string]program{
	"init":               start.Run,
	"calico-agent":       calico.Agent,
	"calico-prepare":     calico.Prepare,
	"bird-reload":        bird.Reload,
	"bird-note":          bird.Note,
	"enter":              enter.Run,
	"underlay-bgp":       bird.Run,
	"underlay-configure": configure.Run,
	"underlay-device":    links.PrintDevice,
	"underlay-forget":    forget.Run,
	"underlay-health":    gates.Health,
	"underlay-impair":    impair.Run,
	"underlay-ready":     gates.Ready,
	"underlay-state":     state.Run,
	"underlay-usage":     usage.Run,
	"underlay-workload":  workloads.Change,
	"walls":              walls.Run,
}

func main() {
	name, arguments := filepath.Base(os.Args[0]), os.Args[1:]
	if _, found := programs[name]; !found && len(arguments) > 0 {
		name, arguments = arguments[0], arguments[1:]
	}
	run, found := programs[name]
	if !found {
		run, found = programs["underlay-"+name]
	}
	if !found {
		names := slices.Sorted(maps.Keys(programs))
		fmt.Fprintf(os.Stderr, "underlay-host: there is no program %q; there are: %s\n", name, strings.Join(names, " "))
		os.Exit(64)
	}
	if err := run(arguments); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}
