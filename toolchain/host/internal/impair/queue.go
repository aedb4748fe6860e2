package impair

import (
	"fmt"
	"strconv"
)

// Impairment of what a machine sends: delay and jitter in ms, rate in kbit/s, the others in percent.
type Impairment struct {
	Delay     float64 `json:"delay,omitempty"`
	Jitter    float64 `json:"jitter,omitempty"`
	Loss      float64 `json:"loss,omitempty"`
	Rate      float64 `json:"rate,omitempty"`
	Duplicate float64 `json:"duplicate,omitempty"`
	Corrupt   float64 `json:"corrupt,omitempty"`
	Reorder   float64 `json:"reorder,omitempty"`
}

// queue is tc's words for the queue that does it; none for a good wire. tc-netem(8) holds back, loses and changes packets,
// and limits the rate as well. Where a rate is all that is asked, a token bucket (tc-tbf(8)) does, with 5 ms worth of
// tokens, and drops what would wait longer than 50 ms; it never passes a packet that its bucket cannot hold.
func (i Impairment) queue(mtu int) []string {
	var words []string
	if i.Delay > 0 {
		words = append(words, "delay", number(i.Delay)+"ms")
		if i.Jitter > 0 {
			words = append(words, number(i.Jitter)+"ms")
		}
	}
	for _, part := range []struct {
		name    string
		percent float64
	}{{"loss", i.Loss}, {"duplicate", i.Duplicate}, {"corrupt", i.Corrupt}, {"reorder", i.Reorder}} {
		if part.percent > 0 {
			words = append(words, part.name, number(part.percent)+"%")
		}
	}
	rate := []string{"rate", number(i.Rate) + "kbit"}
	switch {
	case len(words) == 0 && i.Rate > 0:
		burst := max(int(i.Rate*0.625), 16384, 2*mtu)
		return append(append([]string{"tbf"}, rate...), "burst", fmt.Sprint(burst), "latency", "50ms")
	case len(words) == 0:
		return nil
	case i.Rate > 0:
		return append(append([]string{"netem", "limit", "1000"}, words...), rate...)
	}
	// As many packets as may wait: without a rate those of a fast link, however long it holds them.
	return append([]string{"netem", "limit", "50000"}, words...)
}

func number(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }
