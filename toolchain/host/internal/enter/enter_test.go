package enter

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"underlay.local/host/internal/namespace/fresh"
)

// container begins a process that has all of its own but the files, as root with one right at most.
func container(t *testing.T) int {
	t.Helper()
	fresh.RequireRoot(t)
	first := exec.Command("sh", "-c",
		"hostname inside; exec setpriv --bounding-set=-all,+net_raw sh -c 'echo; sleep 60; true'")
	first.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "MARK=a mark=", "EMPTY="}
	first.SysProcAttr = &syscall.SysProcAttr{Cloneflags: all &^ syscall.CLONE_NEWCGROUP}
	said, err := first.StdoutPipe()
	must(t, err)
	must(t, first.Start())
	t.Cleanup(func() {
		must(t, first.Process.Kill())
		_ = first.Wait()
	})
	// It has its rights and its name once it says anything.
	_, err = said.Read(make([]byte, 1))
	must(t, err)
	return first.Process.Pid
}

// told is what commands print in a container, and the status with which they end.
func told(t *testing.T, pid int, command ...string) (string, int) {
	t.Helper()
	out, write, err := os.Pipe()
	must(t, err)
	before := os.Stdout
	os.Stdout = write
	status := -1
	ended := make(chan error)
	go func() {
		// The thread ends with this goroutine.
		runtime.LockOSThread()
		found, is := find(pid)
		if !is {
			t.Error("the process is not found")
			ended <- nil
			return
		}
		err := found.join()
		if err == nil {
			status, err = found.run(command)
		}
		ended <- err
	}()
	must(t, <-ended)
	os.Stdout = before
	must(t, write.Close())
	text, err := io.ReadAll(out)
	must(t, err)
	return string(text), status
}

func TestCommandsAreWhereTheProcessIsWithItsEnvironmentAndRights(t *testing.T) {
	pid := container(t)
	said, status := told(t, pid, "sh", "-c", `hostname; ip -brief link | cut -d ' ' -f 1
		env | grep -E '^(MARK|EMPTY)='; grep CapBnd /proc/self/status; exit 7`)
	if want := "inside\nlo\nMARK=a mark=\nEMPTY=\nCapBnd:\t0000000000002000\n"; said != want || status != 7 {
		t.Errorf("ended with %d: %q", status, said)
	}
}

func TestStatusTellsHowACommandEnded(t *testing.T) {
	pid := container(t)
	for want, command := range map[int][]string{
		0:   {"true"},
		126: {"/etc/hostname"},
		127: {"no-such-program"},
		137: {"sh", "-c", "kill -9 $$"},
	} {
		if _, status := told(t, pid, command...); status != want {
			t.Errorf("%v ended with %d", command, status)
		}
	}
}

func TestProcessesThatAreNotTheFirstOfTheirNamespaceAreNone(t *testing.T) {
	ended := exec.Command("true")
	must(t, ended.Run())
	for what, pid := range map[string]int{"this": os.Getpid(), "ended": ended.Process.Pid, "none": 0} {
		if _, is := find(pid); is {
			t.Errorf("%s is taken for a container", what)
		}
	}
}

func TestPausedContainersAreNotEntered(t *testing.T) {
	hierarchies = t.TempDir()
	for path, state := range map[string]string{
		"freezer/docker/paused/freezer.state": "FROZEN\n", "freezer/docker/runs/freezer.state": "THAWED\n",
		"docker/paused/cgroup.freeze": "1\n", "docker/runs/cgroup.freeze": "0\n",
	} {
		path = filepath.Join(hierarchies, path)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(state), 0o644))
	}
	for groups, want := range map[string]bool{
		"6:pids:/docker/paused\n5:freezer:/docker/paused\n": true, "0::/docker/paused\n": true,
		"6:pids:/docker/runs\n5:freezer:/docker/runs\n": false, "0::/docker/runs\n": false, "0::/\n": false,
	} {
		if got := isFrozen(groups); got != want {
			t.Errorf("%q is frozen: %v", groups, got)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
