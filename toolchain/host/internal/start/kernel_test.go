package start

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

func TestControllersAreHandedOnOnceTheGroupIsFree(t *testing.T) {
	answers := []error{
		&os.PathError{Op: "write", Path: "cgroup.subtree_control", Err: unix.EBUSY},
		&os.PathError{Op: "write", Path: "cgroup.subtree_control", Err: unix.EPERM},
		nil,
	}
	tries := 0
	err := onceFree(func() error { tries++; return answers[tries-1] })
	if err != nil || tries != len(answers) {
		t.Error(tries, err)
	}
}

func TestAnotherFailureIsTriedOnce(t *testing.T) {
	tries := 0
	if err := onceFree(func() error { tries++; return unix.ENODEV }); err != unix.ENODEV || tries != 1 {
		t.Error(tries, err)
	}
}
