package provider

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

const healthcheckHCL = `healthcheck {
  test     = ["CMD", "/sleeper", "check"]
  interval = "200ms"
}`

// Long enough for a loaded machine to run a check or two before the time is up.
const neverHealthyHCL = "wait = true\nwait_timeout = 6\n" + healthcheckHCL

// A create that fails leaves nothing, and says why.
func TestFailedCreateLeavesNothing(t *testing.T) {
	for what, test := range map[string]struct{ lines, want string }{
		"bad-command":   {`entrypoint = ["/no-such-program"]`, `cannot be started`},
		"early-exit":    {`command = ["exit", "3"]`, `exited at once with exit code 3`},
		"early-log":     {`command = ["exit", "3"]`, `The end of its log: about to exit with 3`},
		"exit-in-wait":  {"command = [\"exit\", \"4\"]\nwait = true\n" + healthcheckHCL, `exited at once with exit code 4`},
		"health-log":    {neverHealthyHCL, `gate datastore is not ready: stat /healthy: no such file or directory`},
		"own-log":       {"command = [\"log\", \"etcd is waiting\"]\n" + neverHealthyHCL, `The end of its log: etcd is waiting`},
		"crash-loop":    {"command = [\"exit\", \"5\"]\nrestart = \"unless-stopped\"\n" + neverHealthyHCL, `its last exit code was 5`},
		"unhealthy":     {neverHealthyHCL, `is not healthy after 6s`},
		"no-check":      {"wait = true", `has no health check to wait for`},
		"no-network":    {"networks_advanced { name = \"" + runName + "-none\" }", `not found`},
		"second-net":    {"network_mode = \"none\"\nnetworks_advanced { name = \"bridge\" }", `cannot join network bridge`},
		"upload":        {"read_only = true\nupload {\n file = \"/etc/x\"\n content = \"x\"\n}", `cannot be uploaded`},
		"no-source":     {"upload {\n file = \"/etc/x\"\n source = \"testdata/none\"\n}", `The upload of /etc/x cannot be read`},
		"two-contents":  {"upload {\n file = \"/etc/x\"\n content = \"x\"\n source = \"y\"\n}", `The upload of /etc/x has 2 contents`},
		"no-volume":     {"volumes { read_only = true }", `exactly one of container_path and from_container`},
		"not-a-time":    {"healthcheck {\n test = [\"NONE\"]\n interval = \"soon\"\n}", `It must be a duration`},
		"privileged":    {`privileged = true`, `Unsupported argument`},
		"unknown-image": {"", `npx underlay setup`},
	} {
		t.Run(what, func(t *testing.T) {
			name := unique(what)
			config := containerHCL(name, test.lines)
			if what == "unknown-image" {
				config = strings.Replace(config, testImage, "sha256:"+strings.Repeat("0", 64), 1)
			}
			acceptance(t, resource.TestStep{Config: config, ExpectError: words(test.want)})
			assertNoContainer(t, name)
		})
	}
}

func TestCancelledWaitLeavesNothing(t *testing.T) {
	t.Parallel()
	name := unique("cancelled")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for {
			if found, err := engine.ContainerInspect(ctx, name); ctx.Err() != nil || err == nil && found.State.Running {
				break
			}
			time.Sleep(pollInterval)
		}
		cancel()
	}()
	model := &containerModel{
		Name: name, Image: testImage, NetworkMode: "none", Start: true, Wait: true, WaitTimeout: 600, Init: types.BoolNull(),
		Healthcheck: []healthcheckModel{{Test: []string{"CMD", "/sleeper", "check"}}},
	}
	_, _, err := createContainer(ctx, engine, model)
	var known problem
	if !errors.As(err, &known) || !strings.Contains(known.summary, "was cancelled") {
		t.Errorf("error: %v", err)
	}
	assertNoContainer(t, name)
}

// The same with the built provider as its own process and a real Ctrl-C.
func TestInterruptedApplyLeavesNothing(t *testing.T) {
	t.Parallel()
	name, dir := unique("interrupted"), t.TempDir()
	installProvider(t, dir)
	config := "terraform {\n required_providers {\n docker = {\n source = \"underlay.local/offline/docker\"\n version = \"" + Version + "\"\n }\n }\n}\n" +
		containerHCL(name, "wait = true\nwait_timeout = 600\n"+healthcheckHCL)
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	terraform := func(arguments ...string) *exec.Cmd {
		command := exec.Command(os.Getenv("TF_ACC_TERRAFORM_PATH"), arguments...)
		command.Dir = dir
		return command
	}
	if output, err := terraform("init", "-no-color").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	apply := terraform("apply", "-auto-approve", "-no-color")
	var output strings.Builder
	apply.Stdout, apply.Stderr = &output, &output
	if err := apply.Start(); err != nil {
		t.Fatal(err)
	}
	for t.Context().Err() == nil {
		if found, err := engine.ContainerInspect(t.Context(), name); err == nil && found.State.Status == container.StateRunning {
			break
		}
		time.Sleep(pollInterval)
	}
	apply.Process.Signal(os.Interrupt)
	if apply.Wait() == nil || !strings.Contains(output.String(), "The creation of container "+name+" was cancelled") {
		t.Errorf("output: %s", &output)
	}
	assertNoContainer(t, name)
	if state, err := terraform("state", "list").Output(); len(state) > 0 {
		t.Errorf("in the state: %s %v", state, err)
	}
}

func installProvider(t *testing.T, dir string) {
	t.Helper()
	platform, err := exec.Command("go", "env", "GOOS", "GOARCH").Output()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "terraform.d/plugins/underlay.local/offline/docker", Version,
		strings.Join(strings.Fields(string(platform)), "_"), "terraform-provider-docker_v"+Version)
	if output, err := exec.Command("go", "build", "-o", program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}
