package impair

import "testing"

func TestImpairmentsAreTheSameHoweverTheyAreLaidOut(t *testing.T) {
	if !same([]byte("{ \"delay\":\n 1 }"), []byte(`{"delay":1}`)) || same([]byte(`{"delay":1}`), []byte(`{"delay":2}`)) || same(nil, []byte("{}")) {
		t.Error("they are compared as texts")
	}
}
