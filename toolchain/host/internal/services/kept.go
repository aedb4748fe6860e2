package services

import (
	"context"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"underlay.local/host/internal/waiting"
)

// between is how long after its last start a service is started again, at the earliest.
const between = time.Second

// kept is a service that is started again whenever it ends.
type kept struct {
	isLast atomic.Bool
	cancel context.CancelFunc
	ended  chan struct{}
}

func keep(run Run, output *os.File) *kept {
	ctx, cancel := context.WithCancel(context.Background())
	k := &kept{cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(k.ended)
		defer output.Close()
		log := log.New(output, "", log.LstdFlags|log.LUTC|log.Lmsgprefix)
		for !k.isLast.Load() {
			began := time.Now()
			err := Caught(func() error { return run(ctx, log) })
			if ctx.Err() == nil {
				log.Printf("ended: %v", err)
				waiting.Pause(ctx, between-time.Since(began))
			}
		}
	}()
	return k
}

// last lets it go on, and starts it no more.
func (k *kept) last() { k.isLast.Store(true) }

// end it, and return once it has ended.
func (k *kept) end() {
	k.last()
	k.cancel()
	<-k.ended
}

// Caught makes a panic the error of one service: it ends no other. What it left of its thread, as another network namespace, ends
// with a goroutine of its own.
func Caught(do func() error) error {
	result := make(chan error)
	go func() {
		var err error
		defer func() {
			if cause := recover(); cause != nil {
				err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
			}
			result <- err
		}()
		err = do()
	}()
	return <-result
}
