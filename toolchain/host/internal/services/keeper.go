package services

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience with a service that was told to end; then it is killed.
const patience = 10 * time.Second

// Run is a service's work, until the context ends. When it returns before, it is called again.
type Run func(ctx context.Context, log *log.Logger) error

// Keeper keeps services running, and is used by one goroutine.
type Keeper struct {
	own  map[string]Run
	kept map[string]*kept
}

// NewKeeper of services, of which some are a part of this program.
func NewKeeper(own map[string]Run) *Keeper { return &Keeper{own, map[string]*kept{}} }

// Runs tells whether a service is kept running.
func (k *Keeper) Runs(s Service) bool { return k.kept[s.Name] != nil }

// Start a service, unless it runs already.
func (k *Keeper) Start(_ context.Context, s Service) error {
	if k.kept[s.Name] != nil {
		return nil
	}
	output, err := logOf(s.Name)
	if err != nil {
		return fmt.Errorf("service %s: %w", s.Name, err)
	}
	run, isOwn := k.own[s.Name]
	if !isOwn {
		run = program(s.program("run"))
	}
	k.kept[s.Name] = keep(run, output)
	return nil
}

// Stop a service for as long as its configuration is not there.
func (k *Keeper) Stop(ctx context.Context, s Service) error {
	kept := k.kept[s.Name]
	if kept == nil {
		return nil
	}
	kept.last()
	if s.has("withdraw") {
		if err := call(ctx, s.program("withdraw")); err != nil {
			return err
		}
	}
	kept.end()
	delete(k.kept, s.Name)
	return nil
}

// Reload has a service take what changed: by its own program, or by a new start, as one does that was not stopped to the end.
func (k *Keeper) Reload(ctx context.Context, s Service) error {
	if kept := k.kept[s.Name]; kept != nil {
		if !kept.isLast.Load() && s.has("reload") && call(ctx, s.program("reload")) == nil {
			return nil
		}
		kept.end()
		delete(k.kept, s.Name)
	}
	return k.Start(ctx, s)
}

// End all, at once.
func (k *Keeper) End() {
	var all sync.WaitGroup
	for _, kept := range k.kept {
		all.Go(kept.end)
	}
	all.Wait()
}

func (s Service) program(name string) string { return filepath.Join(available, s.Name, name) }

func (s Service) has(program string) bool {
	_, err := os.Stat(s.program(program))
	return err == nil
}

func call(ctx context.Context, program string) error {
	output, err := exec.CommandContext(ctx, program).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, strings.TrimSpace(string(output)))
	}
	return nil
}

// program runs as a service. What it started may outlive it, and goes on to write to its log.
func program(path string) Run {
	return func(ctx context.Context, log *log.Logger) error { return Command(ctx, log, path).Run() }
}

// Command whose output is a service's, and which ends with the context.
func Command(ctx context.Context, log *log.Logger, name string) *exec.Cmd {
	command := exec.CommandContext(ctx, name)
	command.Stdout, command.Stderr = log.Writer(), log.Writer()
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = patience
	return command
}
