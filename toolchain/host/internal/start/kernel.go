package start

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

const cgroups = "/sys/fs/cgroup"

// openKernel makes writable what Docker mounts read-only unless a container is privileged, which hosts never are. A guest's
// are writable as they are.
func openKernel() error {
	mounts, err := mountPoints()
	if err != nil {
		return err
	}
	open := func(path string) error {
		if !mounts[path] {
			return nil
		}
		const kept = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
		return os.NewSyscallError("remount "+path, unix.Mount("", path, "", unix.MS_REMOUNT|unix.MS_BIND|kept, ""))
	}
	if err := open("/proc/sys"); err != nil {
		return err
	}
	if controllers, err := os.ReadFile(cgroups + "/cgroup.controllers"); err == nil {
		if err := open(cgroups); err != nil {
			return err
		}
		return handOn(strings.Fields(string(controllers)))
	}
	// cgroup v1: a hierarchy for each controller.
	groups, err := filepath.Glob(cgroups + "/*")
	for _, group := range groups {
		if err := open(group); err != nil {
			return err
		}
	}
	return err
}

// handOn gives cgroup v2's controllers to child groups. That can be done only by a group that holds no processes itself, or
// by the kernel's root, which is what a guest has.
func handOn(controllers []string) error {
	if _, err := os.Stat(cgroups + "/cgroup.type"); err == nil {
		if err := os.MkdirAll(cgroups+"/init", 0o755); err != nil {
			return err
		}
		processes, err := os.ReadFile(cgroups + "/cgroup.procs")
		if err != nil {
			return err
		}
		for _, pid := range strings.Fields(string(processes)) {
			// One that has ended meanwhile cannot be moved.
			_ = os.WriteFile(cgroups+"/init/cgroup.procs", []byte(pid), 0o644)
		}
	}
	return os.WriteFile(cgroups+"/cgroup.subtree_control", []byte("+"+strings.Join(controllers, " +")), 0o644)
}

// mountPoints are the fifth field of mountinfo (proc_pid_mountinfo(5)).
func mountPoints() (map[string]bool, error) {
	text, err := os.ReadFile("/proc/self/mountinfo")
	points := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 4 {
			points[fields[4]] = true
		}
	}
	return points, err
}
