// Package usage tells what a program of this host, all its threads together, and the host's kernel have spent since they
// began. The difference of two looks is the cost of what happened in between.
package usage

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tick is USER_HZ, in which the kernel counts for programs: 100 on every architecture that hosts have (times(2)).
const tick = 100.0

type report struct {
	Pid            string  `json:"pid"`
	BootID         string  `json:"bootId"`
	SoftirqSeconds float64 `json:"softirqSeconds"`
	CPUSeconds     float64 `json:"cpuSeconds"`
	Agent          agent   `json:"agent"`
}

type agent struct {
	UserSeconds     float64 `json:"userSeconds"`
	SystemSeconds   float64 `json:"systemSeconds"`
	ContextSwitches int     `json:"contextSwitches"`
}

// Run is `underlay-usage PROGRAM`.
func Run(arguments []string) error {
	if len(arguments) != 1 {
		return errors.New("usage: underlay-usage PROGRAM")
	}
	found, err := look("/proc", arguments[0])
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

func look(proc, program string) (report, error) {
	pid, err := oldest(proc, program)
	if err != nil {
		return report{}, err
	}
	stat, err := os.ReadFile(filepath.Join(proc, pid, "stat"))
	if err != nil {
		return report{}, err
	}
	// proc_pid_stat(5): utime and stime are the 14th and 15th field; the name before, the 2nd, may hold blanks.
	after := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	kernel, err := os.ReadFile(filepath.Join(proc, "stat"))
	if err != nil {
		return report{}, err
	}
	boot, err := os.ReadFile(filepath.Join(proc, "sys/kernel/random/boot_id"))
	if err != nil {
		return report{}, err
	}
	switches := 0
	threads, _ := filepath.Glob(filepath.Join(proc, pid, "task/*/status"))
	for _, thread := range threads {
		text, _ := os.ReadFile(thread)
		for line := range strings.Lines(string(text)) {
			if name, value, _ := strings.Cut(line, ":"); strings.HasSuffix(name, "ctxt_switches") {
				switches += int(number(value))
			}
		}
	}
	softirq, cpu := spent(string(kernel))
	return report{
		Pid: pid, BootID: strings.TrimSpace(string(boot)),
		SoftirqSeconds: softirq, CPUSeconds: cpu,
		Agent: agent{number(after[11]) / tick, number(after[12]) / tick, switches},
	}, nil
}

// spent reads proc_stat(5): the line `cpu`, which comes first, is the sum of all processors. Its numbers are user, nice, system, idle,
// iowait, irq, softirq, steal, guest and guest_nice; the last two are in the first two. Idle, iowait and steal are spent on nothing here.
func spent(stat string) (softirq, cpu float64) {
	fields := strings.Fields(stat)
	for _, place := range []int{1, 2, 3, 6, 7} {
		cpu += number(fields[place]) / tick
	}
	return number(fields[7]) / tick, cpu
}

// oldest process with a program's name, which the kernel keeps to 15 characters.
func oldest(proc, program string) (string, error) {
	names, _ := filepath.Glob(filepath.Join(proc, "[0-9]*/comm"))
	least := 0
	for _, file := range names {
		name, err := os.ReadFile(file)
		if err != nil || strings.TrimSpace(string(name)) != program[:min(15, len(program))] {
			continue
		}
		if pid := int(number(filepath.Base(filepath.Dir(file)))); least == 0 || pid < least {
			least = pid
		}
	}
	if least == 0 {
		return "", fmt.Errorf("%s does not run", program)
	}
	return strconv.Itoa(least), nil
}

func number(text string) float64 {
	value, _ := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return value
}
