package main

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/containernetworking/cni/pkg/types"
)

// Codes of this plugin's own errors. The specification leaves 100 and above to plugins
// (https://github.com/containernetworking/cni/blob/main/SPEC.md#error).
const (
	codeExists      = 100 + iota // the container has this network already
	codeExhausted                // no address is free
	codeTaken                    // the requested address belongs to another container
	codeOutside                  // the requested address is in no block of this host
	codeState                    // the state cannot be read or written
	codeAnnounce                 // BIRD refused the claimed blocks
	codeWiring                   // the kernel refused a link, an address, a route or a setting
	codeDifferences              // CHECK found something that is not as ADD left it
)

func containerExists(w workload) error {
	return types.NewError(codeExists, fmt.Sprintf("container %s is connected already", w.Container),
		fmt.Sprintf("It has address %s on %s. Call DEL first to connect it anew.", w.Address, w.Interface))
}

func addressesExhausted(blocks []netip.Prefix) error {
	total := uint64(0)
	for _, block := range blocks {
		total += blockSize(block)
	}
	return types.NewError(codeExhausted, fmt.Sprintf("all %d addresses of %s are in use", total, join(blocks, ", ")),
		"DEL of another container frees one; a host has as many blocks as its configuration names.")
}

func addressTaken(address netip.Addr, by string) error {
	return types.NewError(codeTaken, fmt.Sprintf("address %s is taken by %s", address, by), "")
}

func addressOutside(address netip.Addr, blocks []netip.Prefix) error {
	return types.NewError(codeOutside, fmt.Sprintf("address %s is in no block of this host", address),
		"Its blocks are "+join(blocks, ", ")+".")
}

func stateProblem(doing string, err error) error {
	return types.NewError(codeState, "the plugin's state: "+doing, err.Error())
}

func announceProblem(command string, err error, output string) error {
	return types.NewError(codeAnnounce, "the claimed blocks could not be announced: "+command+": "+err.Error(), strings.TrimSpace(output))
}

func wiringProblem(doing string, err error) error {
	return types.NewError(codeWiring, "cannot "+doing+": "+err.Error(), "")
}

func differences(container string, found []string) error {
	return types.NewError(codeDifferences, fmt.Sprintf("container %s is not as ADD left it: %s", container, strings.Join(found, "; ")), "")
}

func join(blocks []netip.Prefix, separator string) string {
	names := make([]string, len(blocks))
	for i, block := range blocks {
		names[i] = block.String()
	}
	return strings.Join(names, separator)
}
