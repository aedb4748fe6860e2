package configure

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"underlay.local/host/internal/services"
)

// bare is a machine with services `x` and `y`, which run where x.conf and y.conf are. It takes hand-overs, and tells what it did.
func bare(t *testing.T) (m *machine, in func(name string) string, take func(asked Files) ([]string, error)) {
	t.Helper()
	folder := t.TempDir()
	in = func(name string) string { return filepath.Join(folder, name) }
	wantedFile, writtenFile = in("wanted.json"), in("written.json")
	m = &machine{keeper: services.NewKeeper(map[string]services.Run{"x": untilToldToEnd, "y": untilToldToEnd})}
	t.Cleanup(m.keeper.End)
	for _, name := range []string{"x", "y"} {
		own := []string{in(name + ".conf")}
		m.all = append(m.all, services.Service{Name: name, Needs: own, Reads: own})
	}
	return m, in, func(asked Files) (did []string, err error) {
		if err := save(wantedFile, asked); err != nil {
			t.Fatal(err)
		}
		err = m.apply(t.Context(), func(line string) { did = append(did, line) })
		return did, err
	}
}

func untilToldToEnd(ctx context.Context, _ *log.Logger) error {
	<-ctx.Done()
	return nil
}

func TestAHandOverThatFailedIsUndoneByTheFormerOne(t *testing.T) {
	m, in, take := bare(t)
	former := Files{in("x.conf"): "1", in("other"): "1"}
	if did, err := take(former); err != nil || !slices.Equal(did, []string{"x started"}) {
		t.Fatal(did, err)
	}
	// What is to be below a file cannot be written.
	if did, err := take(Files{in("y.conf"): "1", in("other"): "1", in("other/below"): "1"}); err == nil || !slices.Equal(did, []string{"x ended"}) {
		t.Fatal(did, err)
	}
	if did, err := take(former); err != nil || !slices.Equal(did, []string{"x started"}) {
		t.Error(did, err)
	}
	if exists(in("y.conf")) || m.keeper.Runs(m.all[1]) {
		t.Error("what the lab asks for no more is there")
	}
	if did, err := take(former); err != nil || did != nil {
		t.Error("what was undone is done again", did, err)
	}
}

func TestWhatAFailedHandOverBeganEnds(t *testing.T) {
	m, in, take := bare(t)
	if _, err := take(Files{in("x.conf"): "1"}); err != nil {
		t.Fatal(err)
	}
	// As if the one that failed had come to that.
	must(t, os.WriteFile(in("y.conf"), nil, 0o644))
	must(t, m.keeper.Start(t.Context(), m.all[1]))
	m.unsettled = map[string]bool{in("y.conf"): true}
	if did, err := take(Files{in("x.conf"): "1"}); err != nil || !slices.Equal(did, []string{"y ended"}) {
		t.Error(did, err)
	}
}

func TestAFileThatWasEditedIsReadAgainWhenItIsPutBack(t *testing.T) {
	_, in, take := bare(t)
	if _, err := take(Files{in("x.conf"): "1", in("other"): "1"}); err != nil {
		t.Fatal(err)
	}
	must(t, os.WriteFile(in("x.conf"), []byte("edited"), 0o644))
	// A fault on purpose, say, which a deploy without a change leaves in place.
	if did, err := take(Files{in("x.conf"): "1", in("other"): "1"}); err != nil || did != nil || !holds(in("x.conf"), "edited") {
		t.Error(did, err)
	}
	if did, err := take(Files{in("x.conf"): "1", in("other"): "2"}); err != nil || !slices.Equal(did, []string{"x reloaded"}) || !holds(in("x.conf"), "1") {
		t.Error(did, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
