package provider

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"
)

// All that a test run makes carries this name at its front, and no other run's: so the end can remove and count it.
var (
	runName   = "tfdp-" + strings.ToLower(rand.Text()[:6])
	testImage = runName + ":1"
	engine    *client.Client
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if err := prepare(); err != nil {
		fmt.Fprintln(os.Stderr, "the tests cannot start:", err)
		return 1
	}
	flag.Parse()
	flag.Set("test.parallel", "6") // more than there are cores: most of the time the tests wait for the engine
	code := m.Run()
	if left := sweep(); len(left) > 0 {
		fmt.Fprintln(os.Stderr, "the tests left behind (removed now):", strings.Join(left, ", "))
		return 1
	}
	return code
}

// prepare finds Terraform, so that the test framework never looks for one to download, and makes the image.
func prepare() error {
	if os.Getenv("TF_ACC_TERRAFORM_PATH") == "" {
		terraform, err := lookPathAny("terraform", "tofu")
		if err != nil {
			return err
		}
		os.Setenv("TF_ACC_TERRAFORM_PATH", terraform)
	}
	os.Setenv("TF_ACC", "1")
	os.Setenv("CHECKPOINT_DISABLE", "1")
	var err error
	if engine, err = connect(context.Background(), ""); err != nil {
		return err
	}
	return importTestImage()
}

func lookPathAny(names ...string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("none of %s is on the PATH; set TF_ACC_TERRAFORM_PATH", strings.Join(names, ", "))
}

// importTestImage makes an image of one static program and some directories, so that no registry is needed.
func importTestImage() error {
	dir, err := os.MkdirTemp("", runName)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "sleeper")
	build := exec.Command("go", "build", "-o", program, "./testdata/sleeper")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, output)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	var archive bytes.Buffer
	writer := tar.NewWriter(&archive)
	for _, directory := range []string{"etc/", "run/", "tmp/", "var/lib/docker/"} {
		writer.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: directory, Mode: 0o755})
	}
	writer.WriteHeader(&tar.Header{Name: "sleeper", Mode: 0o755, Size: int64(len(content))})
	writer.Write(content)
	if err := writer.Close(); err != nil {
		return err
	}
	progress, err := engine.ImageImport(context.Background(), image.ImportSource{Source: &archive, SourceName: "-"}, testImage,
		image.ImportOptions{Changes: []string{`ENTRYPOINT ["/sleeper"]`, `CMD ["sleep"]`}})
	if err != nil {
		return err
	}
	defer progress.Close()
	_, err = io.Copy(io.Discard, progress)
	return err
}

// sweep removes whatever carries the run's name, and tells what a test should have removed.
func sweep() []string {
	ctx, mine := context.Background(), filters.NewArgs(filters.Arg("name", runName))
	var left []string
	containers, _ := engine.ContainerList(ctx, container.ListOptions{All: true, Filters: mine})
	for _, c := range containers {
		left = append(left, "container "+c.Names[0])
		engine.ContainerRemove(ctx, c.ID, container.RemoveOptions{Force: true, RemoveVolumes: true})
	}
	networks, _ := engine.NetworkList(ctx, network.ListOptions{Filters: mine})
	for _, n := range networks {
		left = append(left, "network "+n.Name)
		engine.NetworkRemove(ctx, n.ID)
	}
	volumes, _ := engine.VolumeList(ctx, volume.ListOptions{Filters: mine})
	for _, v := range volumes.Volumes {
		left = append(left, "volume "+v.Name)
		engine.VolumeRemove(ctx, v.Name, true)
	}
	engine.ImageRemove(ctx, testImage, image.RemoveOptions{Force: true})
	return left
}
