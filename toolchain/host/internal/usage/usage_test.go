package usage

import "testing"

func TestCPUTimeIsAllThatWasSpentAndNothingThatWasWaited(t *testing.T) {
	// user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice
	softirq, cpu := spent("cpu  100 20 300 9000 800 5 75 400 50 10\ncpu0 1 1 1 1 1 1 1 1 1 1\n")
	if softirq != 0.75 || cpu != 5 {
		t.Fatalf("softirq %v, cpu %v; want 0.75 and 5", softirq, cpu)
	}
}
