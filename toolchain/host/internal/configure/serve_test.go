package configure

import (
	"context"
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
	go func() { ended <- Serve(ctx, services.NewKeeper(nil)) }()
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
