package start

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	settingsDir = "/proc/sys"
	cgroups     = "/sys/fs/cgroup"
	// enginesGroup is where a dockerd that is told nothing else makes its containers' control groups.
	enginesGroup = "docker"
)

// openKernel makes writable what the host's engine writes, and no more: Docker mounts all of it read-only unless a container is
// privileged, which hosts never are. A guest's kernel is its own, so its settings are writable as they are.
func openKernel() error {
	mounts, err := mountPoints()
	if err != nil {
		return err
	}
	if mounts[settingsDir] {
		if err := openSettings(); err != nil {
			return err
		}
	}
	if controllers, err := os.ReadFile(cgroups + "/cgroup.controllers"); err == nil {
		// In one mount, because runc crosses none here (openat2 with RESOLVE_NO_XDEV).
		if mounts[cgroups] {
			if err := remount(cgroups, 0); err != nil {
				return err
			}
		}
		return handOn(strings.Fields(string(controllers)))
	}
	// cgroup v1: a hierarchy for each controller, or for two of them.
	hierarchies, err := filepath.Glob(cgroups + "/*")
	for _, hierarchy := range hierarchies {
		if !mounts[hierarchy] {
			continue
		}
		if err := openGroup(hierarchy); err != nil {
			return err
		}
	}
	return err
}

// openSettings of the network, which are those of a namespace. Those beside them are the whole machine's, so each has a read-only
// mount of its own. (A writable mount of the network's alone would show one namespace's settings in all of them.)
func openSettings() error {
	all, err := os.ReadDir(settingsDir)
	if err != nil {
		return err
	}
	for _, each := range all {
		if path := filepath.Join(settingsDir, each.Name()); each.Name() != "net" {
			if err := bind(path, unix.MS_RDONLY); err != nil {
				return err
			}
		}
	}
	return remount(settingsDir, 0)
}

// openGroup makes the part of a hierarchy that is the engine's containers', and that part alone writable: the limits of the host
// itself are in the group above.
func openGroup(hierarchy string) error {
	if err := remount(hierarchy, 0); err != nil {
		return err
	}
	part := filepath.Join(hierarchy, enginesGroup)
	if err := os.MkdirAll(part, 0o755); err != nil {
		return err
	}
	if err := bind(part, 0); err != nil {
		return err
	}
	return remount(hierarchy, unix.MS_RDONLY)
}

// bind gives a directory a mount of its own.
func bind(path string, flags uintptr) error {
	if err := unix.Mount(path, path, "", unix.MS_BIND, ""); err != nil {
		return os.NewSyscallError("mount "+path, err)
	}
	return remount(path, flags)
}

func remount(path string, flags uintptr) error {
	const kept = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
	return os.NewSyscallError("remount "+path, unix.Mount("", path, "", unix.MS_REMOUNT|unix.MS_BIND|kept|flags, ""))
}

// handOn gives cgroup v2's controllers to child groups. That can be done only by a group that holds no processes itself, or
// by the kernel's root, which is what a guest has.
func handOn(controllers []string) error {
	_, err := os.Stat(cgroups + "/cgroup.type")
	isRoot := err != nil
	return onceFree(func() error {
		if !isRoot {
			if err := makeRoom(); err != nil {
				return err
			}
		}
		return os.WriteFile(cgroups+"/cgroup.subtree_control", []byte("+"+strings.Join(controllers, " +")), 0o644)
	})
}

// makeRoom moves the processes of the group to one below it.
func makeRoom() error {
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
	return nil
}

// onceFree tries again for some seconds: a process that the machine's engine begins in the container meanwhile is in the group too
// (EBUSY), and has at first more rights than this one may move (EPERM, by the controller cpuset).
func onceFree(try func() error) error {
	const pause, patience = 5 * time.Millisecond, 10 * time.Second
	for end := time.Now().Add(patience); ; time.Sleep(pause) {
		err := try()
		if !errors.Is(err, unix.EBUSY) && !errors.Is(err, unix.EPERM) || time.Now().After(end) {
			return err
		}
	}
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
