// Package services keeps a machine's services running. A service runs where its configuration is: each folder below
// /usr/lib/underlay/services has `config`, which lists files. Without those of its first line the service does not run; all of
// them concern it when they change. A path that ends in a slash stands for every file below it.
//
// What runs is the program `run`, or a part of this one that has the service's name: a process of its own takes 3 MB of each host.
// Two more programs are optional: `reload`, for a service that takes a change without an end, and `withdraw`, for one whose end
// takes more than a signal.
package services

import (
	"os"
	"path/filepath"
	"strings"
)

var (
	available = "/usr/lib/underlay/services"
	logDir    = "/var/log/underlay"
)

// Service by its name, with the files that it needs to run, and all that concern it.
type Service struct {
	Name         string
	Needs, Reads []string
}

// All services, by name.
func All() ([]Service, error) {
	found, err := filepath.Glob(available + "/*/config")
	if err != nil {
		return nil, err
	}
	var all []Service
	for _, file := range found {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		all = append(all, parse(filepath.Base(filepath.Dir(file)), string(text)))
	}
	return all, nil
}

func parse(name, text string) Service {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return Service{name, strings.Fields(first), strings.Fields(text)}
}

// RunsWith tells whether all is there that the service needs.
func (s Service) RunsWith(has func(path string) bool) bool {
	for _, path := range s.Needs {
		if !has(path) {
			return false
		}
	}
	return true
}

// Concerns tells whether any of these changes.
func (s Service) Concerns(changed map[string]bool) bool {
	for path := range changed {
		for _, read := range s.Reads {
			if path == read || strings.HasSuffix(read, "/") && strings.HasPrefix(path, read) {
				return true
			}
		}
	}
	return false
}
