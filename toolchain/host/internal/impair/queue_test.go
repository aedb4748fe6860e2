package impair

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestQueueOfAnImpairment(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                        "",
		`{"delay":0,"rate":0}`:      "",
		`{"jitter":3}`:              "",
		`{"rate":10000}`:            "tbf rate 10000kbit burst 16384 latency 50ms",
		`{"rate":1000000}`:          "tbf rate 1000000kbit burst 625000 latency 50ms",
		`{"delay":10}`:              "netem limit 50000 delay 10ms",
		`{"delay":10,"jitter":2.5}`: "netem limit 50000 delay 10ms 2.5ms",
		`{"loss":0.5,"rate":8,"delay":1,"duplicate":1,"corrupt":2,"reorder":25}`: "netem limit 1000 delay 1ms loss 0.5% duplicate 1% corrupt 2% reorder 25% rate 8kbit",
	} {
		var wanted Impairment
		if err := json.Unmarshal([]byte(text), &wanted); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(wanted.queue(1500), " "); got != want {
			t.Errorf("%s: %q; want %q", text, got, want)
		}
	}
}

func TestABucketHoldsTheLargestPacket(t *testing.T) {
	words := Impairment{Rate: 10000}.queue(65535)
	if got := strings.Join(words, " "); got != "tbf rate 10000kbit burst 131070 latency 50ms" {
		t.Error(got)
	}
}
