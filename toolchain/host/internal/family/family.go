// Package family says what shared code asks of a family of CNI modes.
package family

import (
	"context"
	"net/netip"
)

// Workload is a container of the host's engine.
type Workload struct {
	Name string `json:"name"`
	// Pid of its first process, whose network namespace is the workload's; 0 where it doesn't run.
	Pid int `json:"pid"`
	// Address that it is to have; not valid where the engine or the mode chooses it.
	Address netip.Addr `json:"address"`
}

// Peer is a host that the lab has, as `underlay-forget` is told of it.
type Peer struct {
	Name           string       `json:"name"`
	WorkloadSubnet netip.Prefix `json:"workloadSubnet"`
}

// Asks tells which of the addresses do not answer, asked from a workload of this host if there is one, or from the source.
type Asks func(ctx context.Context, from From, addresses []netip.Addr) (silent []netip.Addr, err error)

// From says where questions come from.
type From struct {
	// Pid of a process whose network namespace is asked from; 0 is the host's own.
	Pid int
	// Source address; the kernel's choice where it is not valid.
	Source netip.Addr
}

// Family is what modes of one family do alike. Every call may be repeated at any moment, and from several processes; none
// starts a program where netlink, a socket or a file tells as much, as gates look often.
type Family interface {
	// Cni tells what is in place of the mode itself; the error says what is not.
	Cni(ctx context.Context) (detail string, err error)
	// Overlay tells who answers through the overlay; the error says who does not. It is told of the workloads that run.
	Overlay(ctx context.Context, running []Workload, asks Asks) (detail string, err error)
	// Choose an address for a workload that the lab's file doesn't declare, beside those of all others; not valid where the
	// engine or Attach does that.
	Choose(others []Workload) (netip.Addr, error)
	// Attach connects a workload that runs, where that is not so already; running are all that do. A failure leaves no half.
	Attach(ctx context.Context, w Workload, running []Workload) error
	// Detach takes back what Attach did outside the workload, also of one that is gone. What is not there is no error.
	Detach(ctx context.Context, name string) error
	// StaleKeys are the datastore's keys of hosts that are none of these.
	StaleKeys(ctx context.Context, hosts []Peer) ([]string, error)
	// Logs are the services whose logs tell why the gates `cni` and `overlay` fail.
	Logs() []string
	// State is what the mode holds besides the kernel's tables, for `underlay-state`.
	State(ctx context.Context) map[string]any
}

// Unattached is the part of a family whose workloads the engine connects, without a datastore.
type Unattached struct{}

func (Unattached) Choose([]Workload) (netip.Addr, error)               { return netip.Addr{}, nil }
func (Unattached) Attach(context.Context, Workload, []Workload) error  { return nil }
func (Unattached) Detach(context.Context, string) error                { return nil }
func (Unattached) StaleKeys(context.Context, []Peer) ([]string, error) { return nil, nil }
func (Unattached) Logs() []string                                      { return nil }
func (Unattached) State(context.Context) map[string]any                { return nil }
