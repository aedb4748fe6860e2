// Package state tells what the machine's kernel and programs hold at this moment.
package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"underlay.local/host/internal/bird"
	"underlay.local/host/internal/config"
	"underlay.local/host/internal/families"
	"underlay.local/host/internal/services"
)

// limit of one program's answer.
const limit = 20 * time.Second

// Run is `underlay-state`: one JSON object, whose fields lib/results/host-state.ts describes. Tables are as the programs print
// them that people know, and so comparable with what they see; a table that cannot be had is an error.
func Run([]string) error {
	host, err := config.Load()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var problems []error
	table := func(command ...string) []string {
		lines, err := tableOf(ctx, 0, command)
		problems = append(problems, err)
		return lines
	}
	devices, mtu, err := linksOf(ctx, 0)
	problems = append(problems, err)
	inside, err := workloads(ctx)
	problems = append(problems, err)
	state := map[string]any{
		"kernel": kernel(), "versions": versions(ctx),
		"routes": table("ip", "route"), "links": devices, "mtu": mtu,
		"fdb": table("bridge", "fdb"), "neighbours": table("ip", "neighbour"),
		"listeners": table("ss", "--no-header", "--listening", "--udp", "--numeric", "--processes"),
		"tunnels":   tunnels("/proc"), "workloads": inside,
		"bgp": sessions(ctx), "birdConfiguration": birdConfiguration(),
		"leases": []any{}, "subnetEnv": nil,
	}
	if host.Cni.Family != "" {
		maps.Copy(state, families.Of(host).State(ctx))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(state)
}

func kernel() string {
	var name unix.Utsname
	_ = unix.Uname(&name)
	return unix.ByteSliceToString(name.Release[:])
}

// versions of the programs that run here: the first line of what each says.
func versions(ctx context.Context) map[string]string {
	found := map[string]string{}
	all, _ := services.All()
	for _, s := range all {
		if _, err := exec.LookPath(s.Name); err == nil && s.RunsWith(exists) {
			found[s.Name] = firstLine(ctx, s.Name, "--version")
		}
	}
	found["iproute2"] = firstLine(ctx, "ip", "-Version")
	return found
}

func firstLine(ctx context.Context, command ...string) string {
	said, _ := exec.CommandContext(ctx, command[0], command[1:]...).CombinedOutput()
	line, _, _ := strings.Cut(string(said), "\n")
	return strings.TrimSpace(line)
}

// tunnels tells which program holds the other end of each TUN device, e.g. flannel0: flanneld (fdinfo, Linux 5.14 and later).
func tunnels(proc string) map[string]string {
	held := map[string]string{}
	files, _ := filepath.Glob(proc + "/[0-9]*/fdinfo/*")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if device, found := strings.CutPrefix(line, "iff:"); found {
				program, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "../comm"))
				held[strings.TrimSpace(device)] = strings.TrimSpace(string(program))
			}
		}
	}
	return held
}

// sessions as BIRD tells of them; nil where it does not answer, and empty where there is no BIRD.
func sessions(ctx context.Context) any {
	text, err := bird.Sessions(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "underlay-state:", err)
		return nil
	}
	return text
}

var password = regexp.MustCompile(`password "(?:[^"\\]|\\.)*"`)

func birdConfiguration() any {
	text, err := os.ReadFile(bird.Configuration)
	if err != nil {
		return nil
	}
	return password.ReplaceAllString(string(text), `password "…"`)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
