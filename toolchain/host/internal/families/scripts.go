package families

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"underlay.local/host/internal/config"
	"underlay.local/host/internal/family"
)

// scripts is a family that is made of programs in /usr/lib/underlay/cni/FAMILY.
type scripts struct{ host config.Host }

func (s scripts) path(name string) string {
	return filepath.Join("/usr/lib/underlay/cni", s.host.Cni.Family, name)
}

// run gives what a script printed; where it fails that is the error.
func (s scripts) run(ctx context.Context, name string, arguments ...string) (string, error) {
	output, err := exec.CommandContext(ctx, s.path(name), arguments...).CombinedOutput()
	text := strings.TrimSpace(string(output))
	if err != nil && text != "" {
		return "", errors.New(text)
	}
	return text, err
}

// runIfThere leaves out what the family has not.
func (s scripts) runIfThere(ctx context.Context, name string, arguments ...string) (string, error) {
	if _, err := os.Stat(s.path(name)); err != nil {
		return "", nil
	}
	return s.run(ctx, name, arguments...)
}

func (s scripts) Cni(ctx context.Context) (string, error) { return s.run(ctx, "gate-cni") }

func (s scripts) Overlay(ctx context.Context, _ []family.Workload) (string, error) {
	return s.run(ctx, "gate-overlay")
}

func (s scripts) Admit(string) error { return nil }

func (s scripts) Attach(ctx context.Context, w family.Workload, _ []family.Workload) error {
	_, err := s.runIfThere(ctx, "attach", w.Name)
	return err
}

func (s scripts) Detach(ctx context.Context, name string) error {
	_, err := s.runIfThere(ctx, "detach", name)
	return err
}

func (s scripts) StaleKeys(ctx context.Context, hosts []family.Peer) ([]string, error) {
	text, err := json.Marshal(hosts)
	if err != nil {
		return nil, err
	}
	keys, err := s.runIfThere(ctx, "stale-keys", string(text))
	return strings.Fields(keys), err
}

func (s scripts) Logs() []string { return []string{"flanneld", "bird", "calico-agent"} }

func (s scripts) State(context.Context) (any, error) { return nil, nil }
