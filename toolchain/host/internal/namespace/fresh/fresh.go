// Package fresh gives tests namespaces of their own.
package fresh

import (
	"os"
	"runtime"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// RequireRoot skips a test where nobody may make namespaces; a run of all tests counts that, and fails in CI.
func RequireRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("making namespaces takes root")
	}
}

// Enter makes a network namespace, in which the test goes on, and from which it comes back at its end.
func Enter(t *testing.T) {
	t.Helper()
	RequireRoot(t)
	runtime.LockOSThread()
	before, err := netns.Get()
	must(t, err)
	inside, err := netns.New()
	must(t, err)
	t.Cleanup(func() {
		must(t, netns.Set(before))
		must(t, inside.Close())
		must(t, before.Close())
		runtime.UnlockOSThread()
	})
}

// Eth0 is a device of that name, with an address such as 192.0.2.1/24.
func Eth0(t *testing.T, address string) {
	t.Helper()
	must(t, netlink.LinkAdd(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "eth0"}, PeerName: "eth1"}))
	device, err := netlink.LinkByName("eth0")
	must(t, err)
	parsed, err := netlink.ParseAddr(address)
	must(t, err)
	must(t, netlink.AddrAdd(device, parsed))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
