package impair

import (
	"encoding/json"
	"net/netip"
	"os"
	"testing"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/namespace/fresh"
)

func TestImpairmentsAreTheSameHoweverTheyAreLaidOut(t *testing.T) {
	if !same([]byte("{ \"delay\":\n 1 }"), []byte(`{"delay":1}`)) || same([]byte(`{"delay":1}`), []byte(`{"delay":2}`)) || same(nil, []byte("{}")) {
		t.Error("they are compared as texts")
	}
}

func TestAMemoThatACrashCutOffCountsAsNone(t *testing.T) {
	fresh.Enter(t)
	memory = t.TempDir()
	link := config.Interface{Address: netip.MustParseAddr("192.0.2.1"), PrefixLength: 24}
	fresh.Eth0(t, "192.0.2.1/24")
	for _, left := range []string{"", "\x00\x00", `{"asked":{},"set":{"del`} {
		must(t, os.WriteFile(remembered(link.Address), []byte(left), 0o644))
		if err := Restore(link); err != nil {
			t.Errorf("%q: %v", left, err)
		}
		text, err := os.ReadFile(remembered(link.Address))
		must(t, err)
		var now memo
		if err := json.Unmarshal(text, &now); err != nil || string(now.Set) != "{}" {
			t.Errorf("%q: what is remembered now is %q, %v", left, text, err)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
