// Package fresh gives tests a network namespace of their own.
package fresh

import (
	"os"
	"runtime"
	"testing"

	"github.com/vishvananda/netns"
)

// Enter makes a network namespace, in which the test goes on, and from which it comes back at its end. Skips the test where nobody may make
// one; a run of all tests counts that, and fails in CI.
func Enter(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("making network namespaces takes root")
	}
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

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
