// Package walls keeps a lab's segments apart from the engine's machine. A segment is a bridge, and a bridge is a device of the
// machine: it answers ARP for every address of the machine, has a link-local IPv6 address, and forwards what is sent to its MAC
// address. Walls drop what enters and leaves the machine there; frames between the bridge's ports never pass them.
package walls

import (
	"errors"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// StateFile says whether the walls stand: "closed", or why not.
const StateFile = "/run/walls"

// Run is `underlay-host walls BRIDGE…`, in the machine's network namespace. The walls stand as long as its process does, however that
// ends. Where the kernel cannot make them it says so, and waits all the same: the lab works without. `walls --try` tries on a bridge
// of its own, and ends with an error then.
func Run(bridges []string) error {
	if slices.Equal(bridges, []string{"--try"}) {
		return try()
	}
	if len(bridges) == 0 {
		return errors.New("usage: underlay-host walls BRIDGE…|--try")
	}
	// After a start of its own the engine may start containers before it has made every bridge again.
	if err := await(bridges); err != nil {
		return err
	}
	state := "closed"
	if _, err := raise(bridges); err != nil {
		state = "open: " + err.Error()
	}
	log.Print(state)
	if err := os.WriteFile(StateFile, []byte(state+"\n"), 0o644); err != nil {
		return err
	}
	// What only waits takes a tenth of the memory of a program in Go, and a machine has one for each lab. As a container's first
	// process it takes no signal but SIGKILL.
	return unix.Exec("/usr/bin/sleep", []string{"sleep", "infinity"}, nil)
}

func await(bridges []string) error {
	isMissing := func(name string) bool {
		_, err := netlink.LinkByName(name)
		return err != nil
	}
	for end := time.Now().Add(30 * time.Second); slices.ContainsFunc(bridges, isMissing); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			return fmt.Errorf("the machine lacks one of the bridges %s", strings.Join(bridges, " "))
		}
	}
	return nil
}

// try on a bridge in this namespace, which is to be one without any.
func try() error {
	const name = "walls-try"
	if err := netlink.LinkAdd(&netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: name}}); err != nil {
		return err
	}
	raised, err := raise([]string{name})
	if err == nil {
		raised.fall()
	}
	return err
}
