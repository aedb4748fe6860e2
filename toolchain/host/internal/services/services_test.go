package services

import (
	"slices"
	"testing"
)

func TestAServiceNeedsItsFirstLineAndReadsAll(t *testing.T) {
	s := parse("x", "/a /b\n/c\n/d/\n")
	if !slices.Equal(s.Needs, []string{"/a", "/b"}) || !slices.Equal(s.Reads, []string{"/a", "/b", "/c", "/d/"}) {
		t.Errorf("%+v", s)
	}
	for path, wanted := range map[string]bool{"/a": true, "/c": true, "/d/e/f": true, "/d": false, "/c/e": false} {
		if s.Concerns(map[string]bool{path: true}) != wanted {
			t.Error(path)
		}
	}
	if s.RunsWith(func(path string) bool { return path == "/a" }) || !s.RunsWith(func(path string) bool { return path != "/c" }) {
		t.Error("it runs where all is that it needs")
	}
}

func TestWhatAsksTheDatastoreHearsThatItMoved(t *testing.T) {
	available = "../../../../images/host/rootfs/usr/lib/underlay/services"
	all, err := All()
	at := slices.IndexFunc(all, func(s Service) bool { return s.Name == "calico-agent" })
	if err != nil || at < 0 {
		t.Fatal(all, err)
	}
	if !all[at].Concerns(map[string]bool{"/etc/underlay/host.json": true}) {
		t.Errorf("%+v", all[at])
	}
	// A host without the mode has the file as well.
	if all[at].RunsWith(func(path string) bool { return path == "/etc/underlay/host.json" }) {
		t.Errorf("%+v runs on every host", all[at])
	}
}
