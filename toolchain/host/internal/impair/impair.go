// Package impair makes an interface worse than a good wire, and remembers that across restarts. Each machine of a segment
// impairs what it sends.
package impair

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/files"
	"underlay.local/host/internal/links"
)

var memory = "/var/lib/underlay"

func remembered(address netip.Addr) string {
	return filepath.Join(memory, "impairment-"+address.String()+".json")
}

// Run is `underlay-impair ADDRESS [IMPAIRMENT]`: impairs the interface with this address as the JSON object says, {} for
// a good wire. Without one it prints what is in place.
func Run(arguments []string) error {
	if len(arguments) < 1 || len(arguments) > 2 {
		return errors.New("usage: underlay-impair ADDRESS [IMPAIRMENT]")
	}
	address, err := netip.ParseAddr(arguments[0])
	if err != nil {
		return err
	}
	device, err := links.DeviceOf(address)
	if err != nil {
		return err
	}
	if len(arguments) == 2 {
		return apply(address, device, []byte(arguments[1]))
	}
	text, err := inPlace(address, device)
	if err == nil {
		fmt.Println(strings.TrimSpace(string(text)))
	}
	return err
}

// Restore applies what was remembered, or else what the lab's file asks for.
func Restore(link config.Interface) error {
	text, err := os.ReadFile(remembered(link.Address))
	if errors.Is(err, fs.ErrNotExist) {
		text, err = link.Impairment, nil
	}
	if err != nil || len(text) == 0 {
		return err
	}
	device, err := links.DeviceOf(link.Address)
	if err != nil {
		return err
	}
	return apply(link.Address, device, text)
}

// Forget what was set by hand: the lab's file counts from now on.
func Forget(address netip.Addr) error {
	err := os.Remove(remembered(address))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// inPlace goes by the kernel's queue: what is remembered counts only where there is one.
func inPlace(address netip.Addr, device netlink.Link) ([]byte, error) {
	has, err := impaired(device)
	if err != nil || !has {
		return []byte("{}"), err
	}
	return os.ReadFile(remembered(address))
}

func impaired(device netlink.Link) (bool, error) {
	queues, err := netlink.QdiscList(device)
	return slices.ContainsFunc(queues, func(q netlink.Qdisc) bool {
		return q.Attrs().Parent == netlink.HANDLE_ROOT && slices.Contains([]string{"netem", "tbf"}, q.Type())
	}), err
}

// apply has tc(8) make the queue: it knows the units of both kinds. A good wire needs no program.
func apply(address netip.Addr, device netlink.Link, text []byte) error {
	var wanted Impairment
	if err := json.Unmarshal(text, &wanted); err != nil {
		return fmt.Errorf("the impairment cannot be read: %w", err)
	}
	words := wanted.queue(device.Attrs().MTU)
	change := append([]string{"qdisc", "replace", "dev", device.Attrs().Name, "root"}, words...)
	if len(words) == 0 {
		change = []string{"qdisc", "del", "dev", device.Attrs().Name, "root"}
		if has, err := impaired(device); err != nil || !has {
			return errors.Join(err, remember(address, text))
		}
	}
	if output, err := exec.Command("tc", change...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s cannot be impaired: %s", device.Attrs().Name, strings.TrimSpace(string(output)))
	}
	return remember(address, text)
}

func remember(address netip.Addr, text []byte) error {
	return files.Replace(remembered(address), append(text, '\n'), 0o644)
}
