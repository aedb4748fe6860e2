package services

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// folders of a machine with one service, which has these programs.
func folders(t *testing.T, programs map[string]string) Service {
	t.Helper()
	available, logDir = t.TempDir(), t.TempDir()
	s := Service{Name: "x"}
	if err := os.Mkdir(filepath.Join(available, s.Name), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range programs {
		if err := os.WriteFile(s.program(name), []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func started(t *testing.T, s Service, own map[string]Run) *Keeper {
	t.Helper()
	k := NewKeeper(own)
	t.Cleanup(k.End)
	if err := k.Start(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return k
}

// untilLogged waits until the log has this text so many times.
func untilLogged(t *testing.T, text string, times int) {
	t.Helper()
	for range 500 {
		said, _ := os.ReadFile(filepath.Join(logDir, "x/current"))
		if strings.Count(string(said), text) >= times {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the log does not have %q %d times", text, times)
}

func TestAServiceThatEndsIsStartedAgain(t *testing.T) {
	started(t, folders(t, map[string]string{"run": "echo began"}), nil)
	untilLogged(t, "began", 2)
}

func TestAPanicEndsOneServiceAndItIsStartedAgain(t *testing.T) {
	started(t, folders(t, nil), map[string]Run{"x": func(context.Context, *log.Logger) error { panic("at a fault") }})
	untilLogged(t, "panic: at a fault", 2)
}

func TestAServiceThatIsStoppedHasEnded(t *testing.T) {
	s := folders(t, map[string]string{"run": "trap 'echo ended; exit' TERM; echo began; while :; do sleep 0.01; done", "withdraw": "exit 0"})
	k := started(t, s, nil)
	untilLogged(t, "began", 1)
	if err := k.Stop(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	untilLogged(t, "ended", 1)
	if err := k.Stop(t.Context(), s); err != nil {
		t.Errorf("ended already: %v", err)
	}
}

func TestAServiceThatIsWithdrawnIsNotStartedAgain(t *testing.T) {
	s := folders(t, map[string]string{"run": "echo began >>$0.began; exec sleep 60", "withdraw": "pkill -f \"^sleep 60$\" -P $PPID; sleep 1.5"})
	k := started(t, s, nil)
	for range 500 {
		if _, err := os.Stat(s.program("run.began")); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := k.Stop(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(s.program("run.began")); strings.Count(string(text), "began") != 1 {
		t.Errorf("%q", text)
	}
}

func TestAServiceTakesAChangeByItsOwnProgramOrByANewStart(t *testing.T) {
	s := folders(t, map[string]string{"run": "echo began; exec sleep 60", "reload": "exit 0"})
	k := started(t, s, nil)
	untilLogged(t, "began", 1)
	before := k.kept[s.Name]
	if err := k.Reload(t.Context(), s); err != nil || k.kept[s.Name] != before {
		t.Error("its own program has it go on", err)
	}
	if err := os.WriteFile(s.program("reload"), []byte("#!/bin/sh\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := k.Reload(t.Context(), s); err != nil || k.kept[s.Name] == before {
		t.Error("a change that it does not take is a new start", err)
	}
	untilLogged(t, "began", 2)
}

func TestAServiceThatWasNotStoppedToTheEndBeginsAnew(t *testing.T) {
	s := folders(t, map[string]string{"run": "echo began; exec sleep 60", "reload": "exit 0", "withdraw": "exit 1"})
	k := started(t, s, nil)
	untilLogged(t, "began", 1)
	if err := k.Stop(t.Context(), s); err == nil {
		t.Error("its own program failed")
	}
	if err := k.Reload(t.Context(), s); err != nil {
		t.Error(err)
	}
	untilLogged(t, "began", 2)
}

func TestALogGoesOnOnceItCanBeWrittenAgain(t *testing.T) {
	s := folders(t, nil)
	inTheWay := filepath.Join(logDir, s.Name)
	if err := os.WriteFile(inTheWay, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	tried, free := make(chan struct{}), make(chan struct{})
	started(t, s, map[string]Run{s.Name: func(ctx context.Context, log *log.Logger) error {
		// A pipe holds less than that, so once it is out some of it was read, and could not be written.
		log.Print(strings.Repeat("lost ", 1<<18))
		close(tried)
		<-free
		log.Print("written again")
		<-ctx.Done()
		return nil
	}})
	<-tried
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	close(free)
	untilLogged(t, "written again", 1)
}
