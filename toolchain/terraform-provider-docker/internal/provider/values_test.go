package provider

import (
	"slices"
	"strings"
	"testing"
)

func pointer[T any](v T) *T { return &v }

func TestUploadMode(t *testing.T) {
	for _, test := range []struct {
		upload uploadModel
		want   int64
	}{
		{uploadModel{}, 0o644},
		{uploadModel{Executable: pointer(true)}, 0o744},
		{uploadModel{Executable: pointer(true), Permissions: pointer("0600")}, 0o600},
	} {
		if got := test.upload.mode(); got != test.want {
			t.Errorf("got %o, want %o", got, test.want)
		}
	}
}

func TestBinds(t *testing.T) {
	m := &containerModel{Volumes: []volumeMountModel{
		{ContainerPath: pointer("/anonymous")},
		{ContainerPath: pointer("/a"), HostPath: pointer("/host"), ReadOnly: pointer(true)},
		{ContainerPath: pointer("/b"), VolumeName: pointer("name")},
		{FromContainer: pointer("other")},
	}}
	if got := m.binds(); !slices.Equal(got, []string{"/host:/a:ro", "name:/b:rw"}) {
		t.Errorf("binds %v", got)
	}
	if len(m.volumePaths()) != 3 || !slices.Equal(m.volumesFrom(), []string{"other"}) {
		t.Errorf("paths %v, from %v", m.volumePaths(), m.volumesFrom())
	}
}

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		memory, swap *int64
		want         int64
	}{
		{nil, nil, 0},
		{pointer[int64](100), nil, 200 * megabyte},
		{pointer[int64](100), pointer[int64](150), 150 * megabyte},
		{pointer[int64](100), pointer[int64](-1), -1},
	} {
		if got := (&containerModel{Memory: test.memory, MemorySwap: test.swap}).limits().MemorySwap; got != test.want {
			t.Errorf("got %d, want %d", got, test.want)
		}
	}
}

func TestDevicesHaveDefaults(t *testing.T) {
	m := &containerModel{Devices: []deviceModel{{HostPath: "/dev/net/tun"}}}
	if d := m.devices()[0]; d.PathInContainer != "/dev/net/tun" || d.CgroupPermissions != "rwm" {
		t.Errorf("device %+v", d)
	}
}

func TestLastLines(t *testing.T) {
	if got := lastLines("a\nb\nc\n", 2); got != "… 1 lines left out\nb\nc" {
		t.Errorf("got %q", got)
	}
	if got := lastLines(strings.Repeat("x\n", 2), 2); got != "x\nx" {
		t.Errorf("got %q", got)
	}
}
