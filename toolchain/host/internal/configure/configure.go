package configure

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"underlay.local/host/internal/gates"
)

// told is a line of the program's output.
type told struct {
	// Did is what a change meant, e.g. "bird reloaded".
	Did string `json:"did,omitempty"`
	// Failed is why it could not be done.
	Failed string `json:"failed,omitempty"`
	// WaitsFor is the gate that is not passed yet.
	WaitsFor string `json:"waitsFor,omitempty"`
	// NotReady explains why the machine was not ready in time.
	NotReady string `json:"notReady,omitempty"`
	// Ready is said last, by a machine that is: the status alone may be that of an engine whose container ended.
	Ready bool `json:"ready,omitempty"`
}

// errNotReady ends the program with status 1; why is on standard output.
var errNotReady = errors.New("the machine is not ready")

// Run is `underlay-configure SECONDS`: it takes the lab's files from its standard input, keeps them, brings the machine to what they
// ask for, and waits until every gate passes, at most so long. It prints what it does and waits for, a JSON object a line.
func Run(arguments []string) error {
	if len(arguments) != 1 {
		return errors.New("usage: underlay-configure SECONDS <FILES")
	}
	seconds, err := strconv.Atoi(arguments[0])
	if err != nil {
		return err
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	asked, err := parse(text)
	if err != nil {
		return fmt.Errorf("the files cannot be read: %w", err)
	}
	if err := save(wantedFile, asked); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(seconds)*time.Second)
	defer cancel()
	say := json.NewEncoder(os.Stdout)
	if err := handOver(ctx, func(did string) { _ = say.Encode(told{Did: did}) }); err != nil && ctx.Err() == nil {
		return err
	}
	why, ready := gates.Await(ctx, func(waitsFor string) { _ = say.Encode(told{WaitsFor: waitsFor}) })
	if ready {
		return say.Encode(told{Ready: true})
	}
	_ = say.Encode(told{NotReady: why})
	return errNotReady
}
