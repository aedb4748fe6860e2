// Package family says what shared code asks of a family of CNI modes.
package family

import (
	"context"
	"net/netip"
)

// Workload is a container of the host's engine.
type Workload struct {
	Name string
	// Pid of its first process, whose network namespace is the workload's; 0 where it doesn't run.
	Pid int
	// Address that the lab's file plans; not valid for a workload that was added by hand.
	Address netip.Addr
}

// Peer is a host that the lab has, as `underlay-forget` is told of it.
type Peer struct {
	Name           string       `json:"name"`
	WorkloadSubnet netip.Prefix `json:"workloadSubnet"`
}

// Family is what modes of one family do alike. Every call may be repeated at any moment, and from several processes; none
// starts a program where netlink, a socket or a file tells as much, as gates look often.
type Family interface {
	// Cni tells what is in place of the mode itself; the error says what is not.
	Cni(ctx context.Context) (detail string, err error)
	// Overlay tells who answers through the overlay; the error says who does not. It is told of the workloads that run.
	Overlay(ctx context.Context, running []Workload) (detail string, err error)
	// Admit refuses a workload that the lab's file doesn't declare, with the reason, before anything is made of it.
	Admit(name string) error
	// Attach connects a workload that runs, where that is not so already; running are all of them. A failure leaves no half.
	Attach(ctx context.Context, w Workload, running []Workload) error
	// Detach takes back what Attach did outside the workload, also of one that is gone. What is not there is no error.
	Detach(ctx context.Context, name string) error
	// StaleKeys are the datastore's keys of hosts that are none of these.
	StaleKeys(ctx context.Context, hosts []Peer) ([]string, error)
	// Logs are the services whose logs tell why the gates `cni` and `overlay` fail.
	Logs() []string
	// State is what the mode holds besides the kernel's tables, for `underlay-state`.
	State(ctx context.Context) (any, error)
}
