package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"underlay.local/host/internal/dockerd"
	"underlay.local/host/internal/engine"
	"underlay.local/host/internal/namespace"
)

// output of a program in the network namespace of a process; pid 0 is this one's own.
func output(ctx context.Context, pid int, command []string) (text []byte, err error) {
	err = namespace.In(pid, func() error {
		text, err = exec.CommandContext(ctx, command[0], command[1:]...).Output()
		return err
	})
	if err == nil {
		return text, nil
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(failed.Stderr)))
	}
	return nil, fmt.Errorf("%s: %w", strings.Join(command, " "), err)
}

// tableOf a program, line by line.
func tableOf(ctx context.Context, pid int, command []string) ([]string, error) {
	text, err := output(ctx, pid, command)
	lines := []string{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimRight(line, " \t\r\n"); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, err
}

// linksOf a network namespace, and the MTU of each in bytes.
func linksOf(ctx context.Context, pid int) (all []json.RawMessage, mtu map[string]int, err error) {
	text, err := output(ctx, pid, []string{"ip", "-json", "-details", "address"})
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	mtu = map[string]int{}
	for _, each := range all {
		var device struct {
			Ifname string
			MTU    int
		}
		// `ip -details` prints an empty object for what it leaves out.
		if json.Unmarshal(each, &device) == nil && device.Ifname != "" {
			mtu[device.Ifname] = device.MTU
		}
	}
	return all, mtu, err
}

type workload struct {
	Name       string            `json:"name"`
	Routes     []string          `json:"routes"`
	RouteTable []string          `json:"routeTable"`
	Links      []json.RawMessage `json:"links"`
	Neighbours []string          `json:"neighbours"`
}

// workloads of this machine, by their own tables.
func workloads(ctx context.Context) ([]workload, error) {
	all := []workload{}
	if !exists(dockerd.Path) {
		return all, nil
	}
	own, err := engine.Connect()
	if err != nil {
		return nil, err
	}
	names, err := own.Names(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		found, _, err := own.Find(ctx, name)
		if err != nil {
			return nil, err
		}
		w := workload{Name: name}
		var problems [4]error
		w.Routes, problems[0] = tableOf(ctx, found.Pid, []string{"ip", "route"})
		// The workload's own program, as people call it there.
		w.RouteTable, problems[1] = tableOf(ctx, 0, []string{"nsenter", "--target", strconv.Itoa(found.Pid), "--mount", "--pid", "--net", "route"})
		w.Links, _, problems[2] = linksOf(ctx, found.Pid)
		w.Neighbours, problems[3] = tableOf(ctx, found.Pid, []string{"ip", "neighbour"})
		if err := errors.Join(problems[:]...); err != nil {
			return nil, fmt.Errorf("workload %s: %w", name, err)
		}
		all = append(all, w)
	}
	return all, nil
}
