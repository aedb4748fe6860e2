package provider

import (
	"os"

	"github.com/docker/docker/api/types/mount"
)

// volumePaths are the paths that are volumes of any kind: one with neither source nor name becomes an anonymous volume.
func (m *containerModel) volumePaths() map[string]struct{} {
	paths := map[string]struct{}{}
	for _, v := range m.Volumes {
		if v.ContainerPath != nil {
			paths[*v.ContainerPath] = struct{}{}
		}
	}
	return paths
}

func (m *containerModel) binds() []string {
	var binds []string
	for _, v := range m.Volumes {
		source := value(v.VolumeName)
		if source == "" {
			source = value(v.HostPath)
		}
		if source == "" {
			continue
		}
		mode := ":rw"
		if value(v.ReadOnly) {
			mode = ":ro"
		}
		binds = append(binds, source+":"+value(v.ContainerPath)+mode)
	}
	return binds
}

func (m *containerModel) volumesFrom() []string {
	var containers []string
	for _, v := range m.Volumes {
		if v.FromContainer != nil {
			containers = append(containers, *v.FromContainer)
		}
	}
	return containers
}

func (m *containerModel) mounts() []mount.Mount {
	var mounts []mount.Mount
	for _, spec := range m.Mounts {
		mounts = append(mounts, mount.Mount{
			Type:          mount.Type(spec.Type),
			Source:        value(spec.Source),
			Target:        spec.Target,
			ReadOnly:      value(spec.ReadOnly),
			BindOptions:   spec.bindOptions(),
			VolumeOptions: spec.volumeOptions(),
			TmpfsOptions:  spec.tmpfsOptions(),
		})
	}
	return mounts
}

func (m *mountModel) bindOptions() *mount.BindOptions {
	for _, o := range m.BindOptions {
		return &mount.BindOptions{Propagation: mount.Propagation(value(o.Propagation))}
	}
	return nil
}

func (m *mountModel) volumeOptions() *mount.VolumeOptions {
	for _, o := range m.VolumeOptions {
		options := &mount.VolumeOptions{NoCopy: value(o.NoCopy), Labels: labelMap(o.Labels)}
		if o.DriverName != nil || o.DriverOptions != nil {
			options.DriverConfig = &mount.Driver{Name: value(o.DriverName), Options: o.DriverOptions}
		}
		return options
	}
	return nil
}

func (m *mountModel) tmpfsOptions() *mount.TmpfsOptions {
	for _, o := range m.TmpfsOptions {
		return &mount.TmpfsOptions{SizeBytes: value(o.SizeBytes), Mode: os.FileMode(value(o.Mode))}
	}
	return nil
}
