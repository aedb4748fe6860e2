package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// standInBIRD puts a birdc on the PATH that notes its arguments, prints this answer and ends with this code.
func standInBIRD(t *testing.T, answer, code string) (calls func() string) {
	t.Helper()
	dir := t.TempDir()
	script := "#!/bin/sh\necho \"$@\" >>" + dir + "/calls\necho '" + answer + "'\nexit " + code + "\n"
	if err := os.WriteFile(filepath.Join(dir, "birdc"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	former := birdSocket
	birdSocket = filepath.Join(dir, "bird.ctl")
	t.Cleanup(func() { birdSocket = former })
	if err := os.WriteFile(birdSocket, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return func() string {
		text, _ := os.ReadFile(filepath.Join(dir, "calls"))
		return strings.ReplaceAll(string(text), birdSocket, "SOCKET")
	}
}

func assertFile(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s: %q, %v; want %q", path, got, err, want)
	}
}

func TestClaimsAreAnnouncedOnce(t *testing.T) {
	calls, dir := standInBIRD(t, "Reconfigured", "0"), t.TempDir()
	for _, blocks := range [][]string{{"10.244.1.0/26"}, {"10.244.1.0/26"}, {"10.244.1.0/26", "10.244.1.64/26"}} {
		if err := announce(t.Context(), &config{StateDir: dir}, prefixes(blocks...)); err != nil {
			t.Fatal(err)
		}
	}
	assertFile(t, filepath.Join(dir, "blocks.conf"), "route 10.244.1.0/26 blackhole;\nroute 10.244.1.64/26 blackhole;\n")
	assertOnly(t, dir, "blocks.conf")
	if got, want := calls(), "-s SOCKET configure\n-s SOCKET configure\n"; got != want {
		t.Errorf("calls of birdc: %q; want %q", got, want)
	}
}

func TestClaimsWithoutBIRD(t *testing.T) {
	calls, dir := standInBIRD(t, "Reconfigured", "0"), t.TempDir()
	birdSocket = filepath.Join(dir, "none")
	if err := announce(t.Context(), &config{StateDir: dir}, prefixes("10.244.1.0/26")); err != nil || calls() != "" {
		t.Errorf("error %v, calls %q", err, calls())
	}
}

// A refusal says what BIRD said, and leaves the file as it was: the next ADD tries again.
func TestRefusalByBIRD(t *testing.T) {
	standInBIRD(t, "/etc/bird/bird.conf:7:1 syntax error", "1")
	for _, former := range []string{"", "route 10.244.1.0/26 blackhole;\n"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "blocks.conf")
		if former != "" {
			if err := os.WriteFile(path, []byte(former), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		err := announce(t.Context(), &config{StateDir: dir}, prefixes("10.244.1.0/26", "10.244.1.64/26"))
		assertCode(t, err, codeAnnounce)
		if err == nil || !strings.Contains(err.Error(), "bird.conf:7:1 syntax error") {
			t.Errorf("error: %v", err)
		}
		if former != "" {
			assertFile(t, path, former)
		} else {
			assertOnly(t, dir)
		}
	}
}

func TestClaimsAreAnnouncedByAnotherCommand(t *testing.T) {
	calls, dir := standInBIRD(t, "", "0"), t.TempDir()
	told := filepath.Join(dir, "told")
	c := &config{StateDir: t.TempDir(), Announce: []string{"cp", filepath.Join(dir, "from"), told}}
	if err := announce(t.Context(), c, prefixes("10.244.1.0/26")); err == nil || !strings.Contains(err.Error(), "could not be announced: cp: ") {
		t.Errorf("error: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "from"), []byte("blocks"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := announce(t.Context(), c, prefixes("10.244.1.0/26")); err != nil || calls() != "" {
		t.Errorf("error %v, calls of birdc %q", err, calls())
	}
	assertFile(t, told, "blocks")
}
