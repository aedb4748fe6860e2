// Package enter runs commands in workloads without asking the engine: a `docker exec` starts three programs in Go, and takes seconds
// where the processor is emulated.
package enter

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"underlay.local/host/internal/workloads"
)

// Run is `underlay-host enter NAME COMMAND…`: runs a command in a workload, with the standard streams, the rights and the environment
// that a `docker exec` gives it, and ends as it does. (It stays in the host's control groups: no workload has limits of its own.)
// What the engine alone can tell of a container, that it is stopped or unknown say, is left to it.
func Run(arguments []string) error {
	if len(arguments) < 2 {
		return errors.New("usage: underlay-host enter NAME COMMAND…")
	}
	name, command := arguments[0], arguments[1:]
	first, found := firstProcess(name)
	if !found {
		return byEngine(name, command)
	}
	// Namespaces belong to a thread, and it never goes back.
	runtime.LockOSThread()
	if err := first.join(); err != nil {
		return byEngine(name, command)
	}
	status, err := first.run(command)
	if err != nil {
		return err
	}
	os.Exit(status)
	return nil
}

// firstProcess of a workload, as the service `workloads` saw it last, where that still is one.
func firstProcess(name string) (process, bool) {
	started, _ := workloads.Started()
	for _, w := range started {
		if w.Name == name {
			return find(w.Pid)
		}
	}
	return process{}, false
}

func byEngine(name string, command []string) error {
	docker, err := exec.LookPath("docker")
	if err != nil {
		return err
	}
	return syscall.Exec(docker, slices.Concat([]string{"docker", "exec", "--interactive", name}, command), os.Environ())
}

// run a command where this thread is; the status is 126 or 127, as a shell's, where it cannot be begun.
func (p process) run(command []string) (status int, err error) {
	// Programs are looked for where the workload has them.
	for _, variable := range p.environment {
		if path, is := strings.CutPrefix(variable, "PATH="); is {
			if err := os.Setenv("PATH", path); err != nil {
				return 0, err
			}
		}
	}
	begun := exec.Command(command[0], command[1:]...)
	begun.Env = p.environment
	begun.Stdin, begun.Stdout, begun.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = begun.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &ended):
		if told := ended.Sys().(syscall.WaitStatus); told.Signaled() {
			return 128 + int(told.Signal()), nil
		}
		return ended.ExitCode(), nil
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, unix.ENOENT):
		fmt.Fprintf(os.Stderr, "%s: there is no such program\n", command[0])
		return 127, nil
	default:
		fmt.Fprintln(os.Stderr, err)
		return 126, nil
	}
}
