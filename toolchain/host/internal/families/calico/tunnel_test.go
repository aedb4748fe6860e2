package calico

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestTheFileOfBlocksHasWhatTheHostOwnsAndMayClaim(t *testing.T) {
	folder := t.TempDir()
	firstBlocksFile, networkFile = filepath.Join(folder, "first"), filepath.Join(folder, "network")
	blocksFile = filepath.Join(folder, "blocks")
	must(t, os.WriteFile(networkFile, []byte(`{"type": "calico-cni", "blocks": ["10.244.1.0/26", "10.244.1.64/26"]}`), 0o644))
	must(t, os.WriteFile(firstBlocksFile, []byte("route 10.244.1.0/26 blackhole;\n"), 0o644))
	for name, c := range map[string]struct{ has, want string }{
		"none yet":           {"", "route 10.244.1.0/26 blackhole;\n"},
		"the first":          {"route 10.244.1.0/26 blackhole;\n", "route 10.244.1.0/26 blackhole;\n"},
		"a claimed one more": {"route 10.244.1.64/26 blackhole;\n", "route 10.244.1.64/26 blackhole;\nroute 10.244.1.0/26 blackhole;\n"},
		"a former one":       {"route 10.244.2.0/23 blackhole;\n", "route 10.244.1.0/26 blackhole;\n"},
	} {
		if err := os.Remove(blocksFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		if c.has != "" {
			must(t, os.WriteFile(blocksFile, []byte(c.has), 0o644))
		}
		must(t, firstBlocks())
		if got, err := os.ReadFile(blocksFile); err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
}
