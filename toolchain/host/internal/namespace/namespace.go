// Package namespace does things in the network namespace of another process.
package namespace

import (
	"fmt"
	"runtime"

	"github.com/vishvananda/netns"
)

// In calls a function in the network namespace of a process; pid 0 is this process's own. The function must not start
// goroutines that are to be there as well: a namespace belongs to a thread. Sockets stay where they were made.
func In(pid int, do func() error) error {
	if pid == 0 {
		return do()
	}
	runtime.LockOSThread()
	own, err := netns.Get()
	if err != nil {
		runtime.UnlockOSThread()
		return err
	}
	defer own.Close()
	other, err := netns.GetFromPid(pid)
	if err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("process %d is gone: %w", pid, err)
	}
	defer other.Close()
	if err := netns.Set(other); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	result := do()
	// A thread that cannot go back stays locked, and ends with its goroutine.
	if err := netns.Set(own); err != nil {
		return err
	}
	runtime.UnlockOSThread()
	return result
}
