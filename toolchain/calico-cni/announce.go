package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// birdSocket is where Debian's BIRD listens for birdc.
var birdSocket = "/run/bird/bird.ctl"

const announceTimeout = 10 * time.Second

// announce writes the claimed blocks for BIRD's static protocol and has BIRD read them, or whoever the configuration names
// instead. Nothing is done when blocks.conf already says so; a refusal puts the former file back, so that the next call
// tries again.
func announce(ctx context.Context, c *config, claimed []netip.Prefix) error {
	path := filepath.Join(c.StateDir, "blocks.conf")
	former, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return stateProblem(path+" cannot be read", err)
	}
	existed := err == nil
	content := []byte(blackholes(claimed))
	if existed && bytes.Equal(former, content) {
		return nil
	}
	if err := writeAtomically(path, content, 0o644); err != nil {
		return stateProblem(path+" cannot be written", err)
	}
	err = tellOthers(ctx, c.Announce)
	if err != nil && existed {
		return errors.Join(err, writeAtomically(path, former, 0o644))
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// blackholes are the routes for a host's own blocks: addresses without a workload must not follow the default route out,
// and BIRD exports these and nothing longer.
func blackholes(claimed []netip.Prefix) string {
	var text strings.Builder
	for _, block := range claimed {
		text.WriteString("route " + block.String() + " blackhole;\n")
	}
	return text.String()
}

// tellOthers runs the command that announces blocks. Without one a running BIRD reads its configuration again; one that
// starts later reads it anyway.
func tellOthers(ctx context.Context, announce []string) error {
	if len(announce) == 0 {
		if _, err := os.Stat(birdSocket); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		announce = []string{"birdc", "-s", birdSocket, "configure"}
	}
	ctx, cancel := context.WithTimeout(ctx, announceTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, announce[0], announce[1:]...)
	command.WaitDelay = time.Second
	output, err := command.CombinedOutput()
	if ctx.Err() != nil {
		err = errors.New("no answer within " + announceTimeout.String())
	}
	if err != nil {
		return announceProblem(announce[0], err, string(output))
	}
	return nil
}
