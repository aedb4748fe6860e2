package enter

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// process that is the first of a container.
type process struct {
	// pidfd stays that process's when its number is another's.
	pidfd       int
	environment []string
	// bounding set of capabilities: what the container's root may have at most.
	bounding uint64
}

// all that a container has of its own. Its users are the host's.
const all = unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP

// find a process; false where there is none by now, one that is not the first of its namespace, so that another has the number, or one that
// is frozen: what enters a paused container would run all the same.
func find(pid int) (process, bool) {
	// First, so that what is read is that process's, or the descriptor tells of the end.
	pidfd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return process{}, false
	}
	folder := "/proc/" + strconv.Itoa(pid)
	status, err := statusOf(folder)
	if err != nil {
		return process{}, false
	}
	numbers := strings.Fields(status["NSpid"])
	bounding, err := strconv.ParseUint(status["CapBnd"], 16, 64)
	if err != nil || len(numbers) < 2 || numbers[len(numbers)-1] != "1" {
		return process{}, false
	}
	if groups, err := os.ReadFile(folder + "/cgroup"); err != nil || isFrozen(string(groups)) {
		return process{}, false
	}
	environment, err := os.ReadFile(folder + "/environ")
	if err != nil {
		return process{}, false
	}
	variables := strings.Split(strings.TrimSuffix(string(environment), "\x00"), "\x00")
	return process{pidfd, variables, bounding}, true
}

// hierarchies of control groups.
var hierarchies = "/sys/fs/cgroup"

// isFrozen tells whether one of a process's control groups, as /proc has them, is paused, with version 1 or 2.
func isFrozen(groups string) bool {
	for line := range strings.Lines(groups) {
		_, group, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, path, _ := strings.Cut(group, ":")
		file, frozen := "", ""
		switch controllers {
		case "freezer":
			file, frozen = filepath.Join(hierarchies, "freezer", path, "freezer.state"), "FROZEN"
		case "":
			file, frozen = filepath.Join(hierarchies, path, "cgroup.freeze"), "1"
		default:
			continue
		}
		if state, err := os.ReadFile(file); err == nil && strings.TrimSpace(string(state)) == frozen {
			return true
		}
	}
	return false
}

// statusOf a process: the lines of its file in /proc, by their names.
func statusOf(folder string) (map[string]string, error) {
	file, err := os.Open(folder + "/status")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	status := map[string]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		status[name] = strings.TrimSpace(value)
	}
	return status, lines.Err()
}

// join has this thread, and what it begins from now on, be where the process is, with no more rights than that may have. An error leaves the
// thread as it was.
func (p process) join() error {
	// A thread that shares its root with others can join no namespace of mounts.
	if err := unix.Unshare(unix.CLONE_FS); err != nil {
		return err
	}
	if err := unix.Setns(p.pidfd, all); err != nil {
		return err
	}
	for right := range unix.CAP_LAST_CAP + 1 {
		if p.bounding&(1<<right) != 0 {
			continue
		}
		// A kernel that has fewer says so.
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, uintptr(right), 0, 0, 0); err != nil && err != unix.EINVAL {
			panic(fmt.Sprintf("right %d cannot be left behind: %v", right, err))
		}
	}
	return nil
}
