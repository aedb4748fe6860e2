package configure

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"underlay.local/host/internal/services"
)

func TestAHandOverIsTakenAtOnceOrAtTheMachinesStart(t *testing.T) {
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	socket, wantedFile, writtenFile = in("socket"), in("wanted.json"), in("written.json")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	handOverOf := func(asked Files) error {
		if err := save(wantedFile, asked); err != nil {
			t.Fatal(err)
		}
		return handOver(ctx, func(string) {})
	}
	early := make(chan error)
	go func() { early <- handOverOf(Files{in("a"): "1"}) }()
	time.Sleep(20 * time.Millisecond)
	ended := make(chan error)
	go func() { ended <- Serve(ctx, services.NewKeeper(nil), func(error) {}) }()
	if err := <-early; err != nil || !exists(in("a")) {
		t.Error("before the start", err)
	}
	if err := handOverOf(Files{in("b"): "1"}); err != nil || exists(in("a")) || !exists(in("b")) {
		t.Error("while it runs", err)
	}
	if err := handOverOf(Files{in("b"): "1", in("b/c"): "1"}); err == nil || !strings.Contains(err.Error(), in("b")) {
		t.Error("what cannot be done is said where it was asked for", err)
	}
	cancel()
	if err := <-ended; err != context.Canceled {
		t.Error(err)
	}
}

// startedWrongly is a machine that kept a hand-over which it cannot take: of what is to be below a file. It tells what is noted next.
func startedWrongly(t *testing.T) (in func(name string) string, noted func() error) {
	t.Helper()
	folder := t.TempDir()
	in = func(name string) string { return filepath.Join(folder, name) }
	socket, wantedFile, writtenFile = in("socket"), in("wanted.json"), in("written.json")
	must(t, os.WriteFile(in("file"), nil, 0o644))
	must(t, save(wantedFile, Files{in("file/below"): "1"}))
	ctx, cancel := context.WithCancel(t.Context())
	notes, ended := make(chan error), make(chan error, 1)
	go func() {
		ended <- Serve(ctx, services.NewKeeper(nil), func(failure error) {
			select {
			case notes <- failure:
			case <-ctx.Done():
			}
		})
	}()
	noted = func() error {
		select {
		case failure := <-notes:
			return failure
		case err := <-ended:
			ended <- err
			t.Fatal("it serves no more: ", err)
			return nil
		}
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != context.Canceled {
			t.Error(err)
		}
	})
	if failure := noted(); failure == nil || !strings.Contains(failure.Error(), in("file")) {
		t.Errorf("it is noted that %v", failure)
	}
	return in, noted
}

func TestAMachineWhoseFilesCannotBeAppliedTakesBetterOnes(t *testing.T) {
	again = time.Hour
	in, noted := startedWrongly(t)
	must(t, save(wantedFile, Files{in("a"): "1"}))
	told := make(chan error, 1)
	go func() { told <- handOver(t.Context(), func(string) {}) }()
	if failure := noted(); failure != nil {
		t.Error(failure)
	}
	if err := <-told; err != nil || !exists(in("a")) {
		t.Error(err)
	}
}

func TestAMachineWhoseFilesCannotBeAppliedTriesAgain(t *testing.T) {
	again = time.Millisecond
	in, noted := startedWrongly(t)
	must(t, os.Remove(in("file")))
	for noted() != nil {
	}
	if !exists(in("file/below")) {
		t.Error("it is noted as done")
	}
}
