package main

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"path/filepath"

	"github.com/containernetworking/cni/pkg/types"
	"github.com/containernetworking/cni/pkg/version"
)

// config is the network configuration that arrives on standard input.
type config struct {
	types.PluginConf
	// MTU of both ends of the veth pair; 1500 unless given.
	MTU int `json:"mtu"`
	// Blocks that this host may claim, in this order.
	Blocks []netip.Prefix `json:"blocks"`
	// StateDir holds state.json, blocks.conf and the lock; one folder per network.
	StateDir string `json:"stateDir"`
	// Reserved addresses are the host's own, such as its tunnel's, and never a workload's.
	Reserved []netip.Addr `json:"reserved"`
	// Announce is the command that tells others of a newly claimed block; without it BIRD is told.
	Announce []string `json:"announce"`
}

const (
	defaultMTU      = 1500
	defaultStateDir = "/var/lib/underlay/calico"
	// An IPv4 link has at least 68 bytes (RFC 791); the kernel's veth takes at most 65535.
	minMTU, maxMTU = 68, 65535
)

func parseConfig(stdin []byte) (*config, error) {
	c := &config{MTU: defaultMTU, StateDir: defaultStateDir}
	if err := json.Unmarshal(stdin, c); err != nil {
		return nil, types.NewError(types.ErrDecodingFailure, "the network configuration cannot be read", err.Error())
	}
	if err := c.validate(); err != nil {
		return nil, types.NewError(types.ErrInvalidNetworkConfig, fmt.Sprintf("network %s cannot be used: %v", c.Name, err), "")
	}
	if err := version.ParsePrevResult(&c.PluginConf); err != nil {
		return nil, types.NewError(types.ErrDecodingFailure, "prevResult cannot be read", err.Error())
	}
	return c, nil
}

func (c *config) validate() error {
	if c.MTU < minMTU || c.MTU > maxMTU {
		return fmt.Errorf("mtu is %d; it must be %d to %d", c.MTU, minMTU, maxMTU)
	}
	if !filepath.IsAbs(c.StateDir) {
		return fmt.Errorf("stateDir is %q; it must be an absolute path", c.StateDir)
	}
	if len(c.Blocks) == 0 {
		return fmt.Errorf("blocks is empty; name at least one, such as 10.244.1.0/26")
	}
	for i, block := range c.Blocks {
		if !block.Addr().Is4() {
			return fmt.Errorf("block %s is not IPv4", block)
		}
		if block != block.Masked() {
			return fmt.Errorf("block %s has host bits; write %s", block, block.Masked())
		}
		for _, other := range c.Blocks[:i] {
			if block.Overlaps(other) {
				return fmt.Errorf("blocks %s and %s overlap", other, block)
			}
		}
	}
	return nil
}

// arguments are the parts of CNI_ARGS that the plugin knows.
type arguments struct {
	types.CommonArgs
	// IP asks for this address.
	IP netip.Addr
}

func parseArguments(text string) (*arguments, error) {
	parsed := &arguments{}
	if err := types.LoadArgs(text, parsed); err != nil {
		return nil, types.NewError(types.ErrInvalidEnvironmentVariables, "CNI_ARGS cannot be read: "+err.Error(),
			"IP=a.b.c.d asks for an address; IgnoreUnknown=1 passes over other words.")
	}
	return parsed, nil
}
