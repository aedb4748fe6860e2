// Package impair makes an interface worse than a good wire, and remembers that across restarts. Each machine of a segment
// impairs what it sends.
package impair

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
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
		kept, err := load(address)
		if err != nil {
			return err
		}
		kept.Set = []byte(arguments[1])
		return apply(device, kept, address)
	}
	text, err := inPlace(address, device)
	if err == nil {
		fmt.Println(strings.TrimSpace(string(text)))
	}
	return err
}

// Restore applies what was set by hand, unless the lab's file has changed since, or what is remembered cannot be read, as when the
// machine was ended while it was written: then what the file asks for.
func Restore(link config.Interface) error {
	asked := link.Impairment
	if len(asked) == 0 {
		asked = []byte("{}")
	}
	kept, err := load(link.Address)
	if err != nil {
		log.Print(err)
	}
	if err != nil || kept.Set == nil || !same(kept.Asked, asked) {
		kept = memo{Asked: asked, Set: asked}
	}
	device, err := links.DeviceOf(link.Address)
	if err != nil {
		return err
	}
	return apply(device, kept, link.Address)
}

// memo is what is remembered of an interface: what the lab's file asked for when it counted last, and what is in place.
type memo struct {
	Asked json.RawMessage `json:"asked"`
	Set   json.RawMessage `json:"set"`
}

func load(address netip.Addr) (memo, error) {
	var kept memo
	text, err := os.ReadFile(remembered(address))
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil {
		return kept, fmt.Errorf("the impairment of %s that is remembered cannot be read: %w", address, err)
	}
	return kept, nil
}

// same tells whether two JSON texts say the same, however they are laid out.
func same(a, b []byte) bool {
	var one, two bytes.Buffer
	return json.Compact(&one, a) == nil && json.Compact(&two, b) == nil && one.String() == two.String()
}

// inPlace goes by the kernel's queue: what is remembered counts only where there is one.
func inPlace(address netip.Addr, device netlink.Link) ([]byte, error) {
	has, err := impaired(device)
	if err != nil || !has {
		return []byte("{}"), err
	}
	kept, err := load(address)
	return kept.Set, err
}

func impaired(device netlink.Link) (bool, error) {
	queues, err := netlink.QdiscList(device)
	return slices.ContainsFunc(queues, func(q netlink.Qdisc) bool {
		return q.Attrs().Parent == netlink.HANDLE_ROOT && slices.Contains([]string{"netem", "tbf"}, q.Type())
	}), err
}

// apply has tc(8) make the queue: it knows the units of both kinds. A good wire needs no program.
func apply(device netlink.Link, kept memo, address netip.Addr) error {
	var wanted Impairment
	if err := json.Unmarshal(kept.Set, &wanted); err != nil {
		return fmt.Errorf("the impairment cannot be read: %w", err)
	}
	words := wanted.queue(device.Attrs().MTU)
	change := append([]string{"qdisc", "replace", "dev", device.Attrs().Name, "root"}, words...)
	if len(words) == 0 {
		change = []string{"qdisc", "del", "dev", device.Attrs().Name, "root"}
		if has, err := impaired(device); err != nil || !has {
			return errors.Join(err, remember(address, kept))
		}
	}
	if output, err := exec.Command("tc", change...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s cannot be impaired: %s", device.Attrs().Name, strings.TrimSpace(string(output)))
	}
	return remember(address, kept)
}

func remember(address netip.Addr, kept memo) error {
	text, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	return files.Replace(remembered(address), append(text, '\n'), 0o644)
}
