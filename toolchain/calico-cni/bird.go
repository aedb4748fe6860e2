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

const birdTimeout = 10 * time.Second

// announce writes the claimed blocks for BIRD's static protocol and has BIRD read them. Nothing is done when blocks.conf
// already says so; a refusal puts the former file back, so that the next call tries again.
func announce(ctx context.Context, dir string, claimed []netip.Prefix) error {
	path := filepath.Join(dir, "blocks.conf")
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
	err = configureBIRD(ctx)
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

// configureBIRD has a running BIRD read its configuration again; one that starts later reads it anyway.
func configureBIRD(ctx context.Context) error {
	if _, err := os.Stat(birdSocket); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, birdTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, "birdc", "-s", birdSocket, "configure")
	command.WaitDelay = time.Second
	output, err := command.CombinedOutput()
	if ctx.Err() != nil {
		err = errors.New("no answer within " + birdTimeout.String())
	}
	if err != nil {
		return birdProblem(err, string(output))
	}
	return nil
}
