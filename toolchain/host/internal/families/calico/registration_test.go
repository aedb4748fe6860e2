package calico

import (
	"context"
	"maps"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"underlay.local/host/internal/etcd"
)

// registeredAs is what a node's own files say of it.
func registeredAs(t *testing.T, node string, blocks ...string) {
	t.Helper()
	nodeFile, blocksFile = filepath.Join(t.TempDir(), "node.json"), filepath.Join(t.TempDir(), "blocks.conf")
	text := ""
	for _, block := range blocks {
		text += "route " + block + " blackhole;\n"
	}
	must(t, os.WriteFile(nodeFile, []byte(node), 0o644))
	must(t, os.WriteFile(blocksFile, []byte(text), 0o644))
}

func TestANodeThatHasChangedIsRegisteredAsItIs(t *testing.T) {
	moved := strings.Replace(nodeOne, "100.64.0.1/26", "100.64.0.65/26", 1)
	registeredAs(t, moved, "10.244.1.0/26", "10.244.1.64/26")
	confirmed := `{"state":"confirmed"}`
	key := func(host, block string) string { return blockKey(host, netip.MustParsePrefix(block)) }
	wanted := map[string]string{
		nodeKeys + "host1": moved, key("host1", "10.244.1.0/26"): confirmed, key("host1", "10.244.1.64/26"): confirmed,
		nodeKeys + "host2": nodeOne, key("host2", "10.244.2.0/26"): confirmed,
	}
	for name, differs := range map[string]func(held map[string]string){
		"at its former address":     func(held map[string]string) { held[nodeKeys+"host1"] = nodeOne },
		"without one of its blocks": func(held map[string]string) { delete(held, key("host1", "10.244.1.64/26")) },
		"with a former block":       func(held map[string]string) { held[key("host1", "10.244.3.0/26")] = confirmed },
	} {
		datastore := &standIn{pairs: maps.Clone(wanted)}
		differs(datastore.pairs)
		server := httptest.NewServer(datastore)
		ctx, cancel := context.WithCancel(t.Context())
		plane := make(recorder)
		go follow(ctx, etcd.Client{Endpoint: server.URL}, "host1", plane)
		// The others lost nothing, so what they have no more may go.
		if got := <-plane; got != "2 nodes, only: true" {
			t.Errorf("%s: %s", name, got)
		}
		datastore.Lock()
		if !maps.Equal(datastore.pairs, wanted) {
			t.Errorf("%s: the datastore holds %v", name, datastore.pairs)
		}
		datastore.Unlock()
		cancel()
		server.Close()
	}
}
