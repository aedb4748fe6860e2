package configure

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"underlay.local/host/internal/services"
	"underlay.local/host/internal/waiting"
)

// socket on which the machine is told of a hand-over. It answers with what it did, a line each, and closes.
var socket = "/run/underlay/configure"

// again is after how long a machine that could not configure itself at its start tries it once more: what was lacking may be there.
var again = time.Second

// Serve configures the machine by what was handed over last, if that was, and by every hand-over, one after the other, until the
// context ends. Each time it notes whether that could be done, and goes on where it could not: a better hand-over may come.
func Serve(ctx context.Context, keeper *services.Keeper, note func(failure error)) error {
	all, err := services.All()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(socket), 0o755); err != nil {
		return err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: socket, Net: "unix"})
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { listener.Close() })()
	m := &machine{keeper: keeper, all: all}
	for {
		var until time.Time
		if m.applied == nil && exists(wantedFile) {
			failure := m.apply(ctx, func(string) {})
			note(failure)
			if failure != nil {
				until = time.Now().Add(again)
			}
		}
		_ = listener.SetDeadline(until)
		conn, err := listener.Accept()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			continue
		}
		if err != nil {
			return context.Cause(ctx)
		}
		say := json.NewEncoder(conn)
		failure := m.apply(ctx, func(did string) { _ = say.Encode(told{Did: did}) })
		note(failure)
		if failure != nil {
			_ = say.Encode(told{Failed: failure.Error()})
		}
		conn.Close()
	}
}

// handOver tells the machine to take what is wanted now, which may still be starting.
func handOver(ctx context.Context, said func(did string)) error {
	var conn net.Conn
	err := waiting.Until(ctx, time.Second, 10*time.Millisecond, func(ctx context.Context) (err error) {
		conn, err = (&net.Dialer{}).DialContext(ctx, "unix", socket)
		return err
	})
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	defer conn.Close()
	for lines := json.NewDecoder(conn); ; {
		var line told
		if err := lines.Decode(&line); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if line.Failed != "" {
			return errors.New(line.Failed)
		}
		said(line.Did)
	}
}
