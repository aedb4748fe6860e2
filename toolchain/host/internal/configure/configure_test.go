package configure

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"underlay.local/host/internal/services"
)

func TestAHandOverNamesFilesByAbsolutePaths(t *testing.T) {
	if got, err := parse([]byte(`{"files": {"/etc/a": "b"}}`)); err != nil || got["/etc/a"] != "b" {
		t.Error(got, err)
	}
	for _, text := range []string{``, `{`, `{"files": {"/etc/a": "b"}`, `{}`, `{"files": {}}`, `{"files": {"etc/a": "b"}}`, `{"files": {"/etc/../a": "b"}}`} {
		if got, err := parse([]byte(text)); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestTheDiskHoldsWhatIsAskedForAndNothingThatWasOnce(t *testing.T) {
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	writtenFile = in("written.json")
	own := in("own")
	if err := os.WriteFile(own, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, asked := range []Files{{in("deep/a"): "1", in("b"): "1"}, {in("b"): "2"}, {in("b"): "2", in("deep/a"): "3"}} {
		if err := write(asked); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{in("deep/a"), in("b")} {
			text, err := os.ReadFile(path)
			if content, wanted := asked[path]; wanted != (err == nil) || string(text) != content {
				t.Errorf("%v: %s holds %q, %v", asked, path, text, err)
			}
		}
	}
	if !exists(own) {
		t.Error("a file that nobody asked for is gone")
	}
}

func TestAHandOverThatWasCutOffIsFinishedByTheNext(t *testing.T) {
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	writtenFile = in("written.json")
	// Ended after it had noted what it would write, and written one of two.
	if err := remember(Files{in("a"): "", in("b"): ""}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in("a"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := write(Files{in("c"): "1"}); err != nil {
		t.Fatal(err)
	}
	if exists(in("a")) || exists(in("b")) || !exists(in("c")) {
		t.Error("what was cut off is still there")
	}
}

func TestAListOfFilesThatACrashCutOffCountsAsNone(t *testing.T) {
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	writtenFile = in("written.json")
	if err := os.WriteFile(writtenFile, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := write(Files{in("a"): "1"}); err != nil || !exists(in("a")) {
		t.Error(err)
	}
	if err := write(Files{in("b"): "1"}); err != nil || exists(in("a")) {
		t.Error("what was written then is not known of", err)
	}
}

func TestAChangeConcernsThoseThatReadIt(t *testing.T) {
	agent := services.Service{Name: "agent", Needs: []string{"/own"}, Reads: []string{"/own", "/node"}}
	bird := services.Service{Name: "bird", Needs: []string{"/bird"}, Reads: []string{"/bird"}}
	engine := services.Service{Name: "engine", Needs: []string{"/made", "/host"}, Reads: []string{"/made", "/host"}}
	gates := services.Service{Name: "gates", Needs: []string{"/host"}, Reads: []string{"/host", "/etc/"}}
	all := []services.Service{agent, bird, engine, gates}
	made := func(files Files) func(string) bool {
		return func(path string) bool { _, has := files[path]; return has || path == "/made" }
	}
	for name, c := range map[string]struct {
		before, after Files
		want          []string
	}{
		"nothing":        {Files{"/host": "1", "/own": "1"}, Files{"/host": "1", "/own": "1"}, nil},
		"the start":      {Files{}, Files{"/host": "1"}, []string{"engine started", "gates started"}},
		"what two read":  {Files{"/host": "1"}, Files{"/host": "2"}, []string{"engine reloaded", "gates reloaded"}},
		"below a folder": {Files{"/host": "1"}, Files{"/host": "1", "/etc/cni/x": "1"}, []string{"gates reloaded"}},
		"one comes, one goes": {
			Files{"/host": "1", "/own": "1", "/bird": "1"}, Files{"/host": "1", "/own": "1", "/node": "1"},
			[]string{"bird ended", "agent reloaded"},
		},
		"one goes, one comes": {
			Files{"/host": "1", "/own": "1", "/node": "1"}, Files{"/host": "1", "/own": "2", "/bird": "1"},
			[]string{"agent reloaded", "bird started"},
		},
	} {
		runs := func(s services.Service) bool { return s.RunsWith(made(c.before)) }
		first, then := (&machine{all: all}).steps(changed(c.before, c.after), runs, made(c.after))
		var got []string
		for _, s := range append(first, then...) {
			got = append(got, s.service.Name+" "+s.does)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
