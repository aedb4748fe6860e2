// Package services knows the programs that runit keeps running. A service runs where its configuration is: each folder below
// /usr/lib/underlay/services has `run` and `config`, which lists files. Without those of its first line the service does not
// run; all of them concern it when they change. A path that ends in a slash stands for every file below it.
//
// Two more programs are optional: `reload`, for a service that takes a change without an end, and `withdraw`, for one whose end
// takes more than a signal.
package services

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	offered    = "/run/service"
	available  = "/usr/lib/underlay/services"
	logDir     = "/var/log/underlay"
	logProgram = "/usr/lib/underlay/log"
)

// Dir is where runit looks for services.
const Dir = offered

// Service by its name, with the files that it needs to run, and all that concern it.
type Service struct {
	Name         string
	Needs, Reads []string
}

// All services, by name.
func All() ([]Service, error) {
	found, err := filepath.Glob(available + "/*/config")
	if err != nil {
		return nil, err
	}
	var all []Service
	for _, file := range found {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		all = append(all, parse(filepath.Base(filepath.Dir(file)), string(text)))
	}
	return all, nil
}

func parse(name, text string) Service {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return Service{name, strings.Fields(first), strings.Fields(text)}
}

// RunsWith tells whether all is there that the service needs.
func (s Service) RunsWith(has func(path string) bool) bool {
	for _, path := range s.Needs {
		if !has(path) {
			return false
		}
	}
	return true
}

// Concerns tells whether any of these changes.
func (s Service) Concerns(changed map[string]bool) bool {
	for path := range changed {
		for _, read := range s.Reads {
			if path == read || strings.HasSuffix(read, "/") && strings.HasPrefix(path, read) {
				return true
			}
		}
	}
	return false
}

func (s Service) folder() string { return filepath.Join(offered, s.Name) }
func (s Service) down() string   { return filepath.Join(s.folder(), "down") }

// Start makes a service one of those that runit keeps running, from its next look at its folder on (at most five seconds later).
func (s Service) Start(ctx context.Context) error {
	for _, made := range []string{filepath.Join(s.folder(), "log"), filepath.Join(logDir, s.Name)} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			return err
		}
	}
	for link, target := range map[string]string{
		filepath.Join(s.folder(), "run"):     filepath.Join(available, s.Name, "run"),
		filepath.Join(s.folder(), "log/run"): logProgram,
	} {
		if err := os.Symlink(target, link); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("service %s: %w", s.Name, err)
		}
	}
	if err := os.Remove(s.down()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if s.supervised() {
		return s.sv(ctx, "up")
	}
	return Seen()
}

// Seen lets runit look at its folder at its next turn. It compares the folder's time, in seconds, with the one it saw last, and
// waits a second where that is now: so the seconds count milliseconds here, and are long ago.
func Seen() error {
	distinct := time.Unix(time.Now().UnixMilli()%1_000_000_000, 0)
	return os.Chtimes(offered, distinct, distinct)
}

// Stop a service for as long as its configuration is not there.
func (s Service) Stop(ctx context.Context) error {
	if err := os.WriteFile(s.down(), nil, 0o644); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !s.supervised() {
		return nil
	}
	if err := s.own(ctx, "withdraw"); err != nil {
		return err
	}
	return s.sv(ctx, "force-stop")
}

// Reload has a service take what changed: by its own program, or by a new start. One that is not started yet reads it anyway.
func (s Service) Reload(ctx context.Context) error {
	if !s.supervised() {
		return nil
	}
	if s.has("reload") && s.own(ctx, "reload") == nil {
		return nil
	}
	return s.sv(ctx, "force-restart")
}

// supervised once runit has begun with it.
func (s Service) supervised() bool {
	_, err := os.Stat(filepath.Join(s.folder(), "supervise/ok"))
	return err == nil
}

func (s Service) has(program string) bool {
	_, err := os.Stat(filepath.Join(available, s.Name, program))
	return err == nil
}

// own runs a program of the service, if there is one.
func (s Service) own(ctx context.Context, program string) error {
	if !s.has(program) {
		return nil
	}
	return call(ctx, filepath.Join(available, s.Name, program))
}

func (s Service) sv(ctx context.Context, verb string) error {
	return call(ctx, "sv", "-w", "10", verb, s.folder())
}

func call(ctx context.Context, program string, words ...string) error {
	output, err := exec.CommandContext(ctx, program, words...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", program, strings.Join(words, " "), err, strings.TrimSpace(string(output)))
	}
	return nil
}
