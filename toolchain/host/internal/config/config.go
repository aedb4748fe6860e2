// Package config reads what a lab's file asks of this machine: /etc/underlay/host.json, as lib/model/host-files.ts and
// router-files.ts write it.
package config

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"slices"
)

// Path of a machine's configuration.
const Path = "/etc/underlay/host.json"

// Host is one machine of a lab, a router as well: that has no workloads, no CNI, and only its first gate.
type Host struct {
	Lab        string      `json:"lab"`
	Name       string      `json:"host"`
	Number     int         `json:"number"`
	Interfaces []Interface `json:"interfaces"`
	Routes     []Route     `json:"routes"`
	// Reaches are the segments that routing, not this file, must lead a router to.
	Reaches []netip.Prefix `json:"reaches"`
	// Gates to readiness, in their order.
	Gates     []string   `json:"gates"`
	Workloads []Workload `json:"workloads"`
	// Datastore is etcd's client URL; empty where the mode needs none.
	Datastore string `json:"datastore"`
	Cni       Cni    `json:"cni"`
}

// Interface is an attachment to a segment. Docker numbers devices in no fixed order: they are found by address.
type Interface struct {
	Address      netip.Addr `json:"address"`
	PrefixLength int        `json:"prefixLength"`
	MTU          int        `json:"mtu"`
	// Impairment as the lab's file asks for it; nil for a good wire.
	Impairment json.RawMessage `json:"impairment"`
}

// Route leads to another segment, by all next hops in equal parts.
type Route struct {
	Destination netip.Prefix `json:"destination"`
	Via         []netip.Addr `json:"via"`
}

// Workload is a container that the lab's file declares, with its planned address.
type Workload struct {
	Name    string     `json:"name"`
	Address netip.Addr `json:"address"`
}

// Cni says which mode connects the workloads, and how.
type Cni struct {
	// Family of modes that are made alike, such as flannel or calico.
	Family string `json:"family"`
	Mode   string `json:"mode"`
	MTU    int    `json:"mtu"`
	// Attachment is "docker0" where the engine connects workloads to its own bridge, "mode" where the family does.
	Attachment string `json:"attachment"`
}

// Planned is the address that the lab's file gives a workload; not valid for one that it doesn't declare.
func (h Host) Planned(name string) netip.Addr {
	at := slices.IndexFunc(h.Workloads, func(w Workload) bool { return w.Name == name })
	if at < 0 {
		return netip.Addr{}
	}
	return h.Workloads[at].Address
}

// Load reads the machine's configuration.
func Load() (Host, error) { return LoadFrom(Path) }

// LoadFrom reads another machine's.
func LoadFrom(path string) (Host, error) {
	var host Host
	text, err := os.ReadFile(path)
	if err != nil {
		return host, fmt.Errorf("%s is missing: this image is started by a lab, not by hand (%w)", path, err)
	}
	if err := json.Unmarshal(text, &host); err != nil {
		return host, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	return host, nil
}
