package provider

import (
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/go-connections/nat"
	"github.com/docker/go-units"
)

const megabyte = 1024 * 1024

func (m *containerModel) config() *container.Config {
	exposed, _ := m.ports()
	config := &container.Config{
		Image:        m.Image,
		Hostname:     m.Hostname.ValueString(),
		Domainname:   value(m.Domainname),
		Cmd:          stringsOf(m.Command),
		Entrypoint:   stringsOf(m.Entrypoint),
		Env:          stringsOf(m.Env),
		User:         value(m.User),
		WorkingDir:   value(m.WorkingDir),
		Tty:          m.TTY,
		OpenStdin:    m.StdinOpen,
		StopSignal:   m.StopSignal.ValueString(),
		Labels:       labelMap(m.Labels),
		ExposedPorts: exposed,
		Volumes:      m.volumePaths(),
		Healthcheck:  m.healthConfig(),
	}
	if seconds := int(m.StopTimeout.ValueInt64()); seconds > 0 {
		config.StopTimeout = &seconds
	}
	return config
}

func (m *containerModel) hostConfig() *container.HostConfig {
	_, published := m.ports()
	host := &container.HostConfig{
		Resources:      m.limits(),
		RestartPolicy:  m.restartPolicy(),
		AutoRemove:     m.RM,
		Binds:          m.binds(),
		VolumesFrom:    m.volumesFrom(),
		Mounts:         m.mounts(),
		Tmpfs:          m.Tmpfs,
		ReadonlyRootfs: m.ReadOnly,
		ShmSize:        m.ShmSize.ValueInt64() * megabyte,
		SecurityOpt:    stringsOf(m.SecurityOpts),
		GroupAdd:       m.GroupAdd,
		PidMode:        container.PidMode(value(m.PidMode)),
		IpcMode:        container.IpcMode(m.IpcMode.ValueString()),
		CgroupnsMode:   container.CgroupnsMode(value(m.CgroupnsMode)),
		Sysctls:        m.Sysctls,
		LogConfig:      container.LogConfig{Type: m.LogDriver.ValueString(), Config: m.LogOpts},
		NetworkMode:    m.networkMode(),
		PortBindings:   published,
		DNS:            m.DNS,
		DNSOptions:     m.DNSOpts,
		DNSSearch:      m.DNSSearch,
		Init:           m.Init.ValueBoolPointer(),
	}
	for _, capabilities := range m.Capabilities {
		host.CapAdd, host.CapDrop = capabilities.Add, capabilities.Drop
	}
	for _, h := range m.Hosts {
		host.ExtraHosts = append(host.ExtraHosts, h.Host+":"+h.IP)
	}
	host.Devices = m.devices()
	host.NanoCPUs = nanoCPUs(value(m.CPUs))
	for _, u := range m.Ulimits {
		host.Ulimits = append(host.Ulimits, &units.Ulimit{Name: u.Name, Soft: u.Soft, Hard: u.Hard})
	}
	return host
}

// limits are the resources that can also be changed while the container runs.
func (m *containerModel) limits() container.Resources {
	swap := value(m.MemorySwap)
	switch {
	case m.MemorySwap == nil:
		// What the engine does at creation, said outright: a later update of the memory alone would keep the old sum and be refused.
		swap = 2 * value(m.Memory) * megabyte
	case swap > 0:
		swap *= megabyte
	}
	return container.Resources{
		Memory:     value(m.Memory) * megabyte,
		MemorySwap: swap,
		CPUShares:  value(m.CPUShares),
		CpusetCpus: value(m.CPUSet),
	}
}

func (m *containerModel) updateConfig() container.UpdateConfig {
	return container.UpdateConfig{Resources: m.limits(), RestartPolicy: m.restartPolicy()}
}

func (m *containerModel) restartPolicy() container.RestartPolicy {
	return container.RestartPolicy{Name: container.RestartPolicyMode(m.Restart), MaximumRetryCount: int(value(m.MaxRetryCount))}
}

// networkMode keeps a container with networks of its own off Docker's default network.
func (m *containerModel) networkMode() container.NetworkMode {
	if m.NetworkMode == "bridge" && len(m.NetworksAdvanced) > 0 {
		return container.NetworkMode(m.NetworksAdvanced[0].Name)
	}
	return container.NetworkMode(m.NetworkMode)
}

func (a *attachmentModel) endpoint() *network.EndpointSettings {
	return &network.EndpointSettings{
		Aliases:    a.Aliases,
		IPAMConfig: &network.EndpointIPAMConfig{IPv4Address: value(a.IPv4Address), IPv6Address: value(a.IPv6Address)},
	}
}

func (p *portModel) key() nat.Port {
	return nat.Port(strconv.FormatInt(p.Internal, 10) + "/" + p.Protocol)
}

func (m *containerModel) ports() (nat.PortSet, nat.PortMap) {
	exposed, published := nat.PortSet{}, nat.PortMap{}
	for _, p := range m.Ports {
		exposed[p.key()] = struct{}{}
		published[p.key()] = append(published[p.key()], nat.PortBinding{HostIP: p.IP, HostPort: strconv.FormatInt(p.External.ValueInt64(), 10)})
	}
	return exposed, published
}

func (m *containerModel) devices() []container.DeviceMapping {
	var devices []container.DeviceMapping
	for _, d := range m.Devices {
		device := container.DeviceMapping{PathOnHost: d.HostPath, PathInContainer: d.HostPath, CgroupPermissions: "rwm"}
		if d.ContainerPath != nil {
			device.PathInContainer = *d.ContainerPath
		}
		if d.Permissions != nil {
			device.CgroupPermissions = *d.Permissions
		}
		devices = append(devices, device)
	}
	return devices
}

func (m *containerModel) healthConfig() *container.HealthConfig {
	for _, h := range m.Healthcheck {
		return &container.HealthConfig{
			Test:          h.Test,
			Interval:      duration(h.Interval),
			Timeout:       duration(h.Timeout),
			StartPeriod:   duration(h.StartPeriod),
			StartInterval: duration(h.StartInterval),
			Retries:       int(h.Retries),
		}
	}
	return nil
}

// duration and nanoCPUs read texts that the schema's validators have accepted.
func duration(text string) time.Duration {
	d, _ := time.ParseDuration(text)
	return d
}

func nanoCPUs(text string) int64 {
	cpus, _ := strconv.ParseFloat(text, 64)
	return int64(cpus * 1e9)
}
