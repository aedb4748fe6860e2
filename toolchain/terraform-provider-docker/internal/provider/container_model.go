package provider

import "github.com/hashicorp/terraform-plugin-framework/types"

// containerModel is a container as the configuration and the state tell it. A field that the engine may fill in has a framework type,
// because it is unknown until then; the others are plain Go values, nil where the configuration is silent.
type containerModel struct {
	ID          types.String `tfsdk:"id"`
	ExitCode    types.Int64  `tfsdk:"exit_code"`
	Bridge      types.String `tfsdk:"bridge"`
	NetworkData types.List   `tfsdk:"network_data"`

	Name         string       `tfsdk:"name"`
	Image        string       `tfsdk:"image"`
	Hostname     types.String `tfsdk:"hostname"`
	Domainname   *string      `tfsdk:"domainname"`
	Command      types.List   `tfsdk:"command"`
	Entrypoint   types.List   `tfsdk:"entrypoint"`
	Env          types.Set    `tfsdk:"env"`
	User         *string      `tfsdk:"user"`
	WorkingDir   *string      `tfsdk:"working_dir"`
	Init         types.Bool   `tfsdk:"init"`
	TTY          bool         `tfsdk:"tty"`
	StdinOpen    bool         `tfsdk:"stdin_open"`
	StopSignal   types.String `tfsdk:"stop_signal"`
	StopTimeout  types.Int64  `tfsdk:"stop_timeout"`
	SecurityOpts types.Set    `tfsdk:"security_opts"`
	GroupAdd     []string     `tfsdk:"group_add"`
	PidMode      *string      `tfsdk:"pid_mode"`
	IpcMode      types.String `tfsdk:"ipc_mode"`
	CgroupnsMode *string      `tfsdk:"cgroupns_mode"`
	LogDriver    types.String `tfsdk:"log_driver"`

	LogOpts  map[string]string `tfsdk:"log_opts"`
	Sysctls  map[string]string `tfsdk:"sysctls"`
	Tmpfs    map[string]string `tfsdk:"tmpfs"`
	ReadOnly bool              `tfsdk:"read_only"`
	ShmSize  types.Int64       `tfsdk:"shm_size"`
	CPUs     *string           `tfsdk:"cpus"`

	NetworkMode string   `tfsdk:"network_mode"`
	DNS         []string `tfsdk:"dns"`
	DNSOpts     []string `tfsdk:"dns_opts"`
	DNSSearch   []string `tfsdk:"dns_search"`

	Restart       string  `tfsdk:"restart"`
	MaxRetryCount *int64  `tfsdk:"max_retry_count"`
	Memory        *int64  `tfsdk:"memory"`
	MemorySwap    *int64  `tfsdk:"memory_swap"`
	CPUShares     *int64  `tfsdk:"cpu_shares"`
	CPUSet        *string `tfsdk:"cpu_set"`

	Start               bool   `tfsdk:"start"`
	MustRun             bool   `tfsdk:"must_run"`
	Wait                bool   `tfsdk:"wait"`
	WaitTimeout         int64  `tfsdk:"wait_timeout"`
	RM                  bool   `tfsdk:"rm"`
	RemoveVolumes       bool   `tfsdk:"remove_volumes"`
	DestroyGraceSeconds *int64 `tfsdk:"destroy_grace_seconds"`

	Capabilities     []capabilitiesModel `tfsdk:"capabilities"`
	Devices          []deviceModel       `tfsdk:"devices"`
	Healthcheck      []healthcheckModel  `tfsdk:"healthcheck"`
	Hosts            []hostModel         `tfsdk:"host"`
	Labels           []labelModel        `tfsdk:"labels"`
	Mounts           []mountModel        `tfsdk:"mounts"`
	NetworksAdvanced []attachmentModel   `tfsdk:"networks_advanced"`
	Ports            []portModel         `tfsdk:"ports"`
	Ulimits          []ulimitModel       `tfsdk:"ulimit"`
	Uploads          []uploadModel       `tfsdk:"upload"`
	Volumes          []volumeMountModel  `tfsdk:"volumes"`
}

type capabilitiesModel struct {
	Add  []string `tfsdk:"add"`
	Drop []string `tfsdk:"drop"`
}

type deviceModel struct {
	HostPath      string  `tfsdk:"host_path"`
	ContainerPath *string `tfsdk:"container_path"`
	Permissions   *string `tfsdk:"permissions"`
}

type healthcheckModel struct {
	Test          []string `tfsdk:"test"`
	Interval      string   `tfsdk:"interval"`
	Timeout       string   `tfsdk:"timeout"`
	StartPeriod   string   `tfsdk:"start_period"`
	StartInterval string   `tfsdk:"start_interval"`
	Retries       int64    `tfsdk:"retries"`
}

type hostModel struct {
	Host string `tfsdk:"host"`
	IP   string `tfsdk:"ip"`
}

type attachmentModel struct {
	Name        string   `tfsdk:"name"`
	Aliases     []string `tfsdk:"aliases"`
	IPv4Address *string  `tfsdk:"ipv4_address"`
	IPv6Address *string  `tfsdk:"ipv6_address"`
}

type portModel struct {
	Internal int64       `tfsdk:"internal"`
	External types.Int64 `tfsdk:"external"`
	IP       string      `tfsdk:"ip"`
	Protocol string      `tfsdk:"protocol"`
}

type ulimitModel struct {
	Name string `tfsdk:"name"`
	Soft int64  `tfsdk:"soft"`
	Hard int64  `tfsdk:"hard"`
}

type uploadModel struct {
	File          string  `tfsdk:"file"`
	Content       *string `tfsdk:"content"`
	ContentBase64 *string `tfsdk:"content_base64"`
	Source        *string `tfsdk:"source"`
	SourceHash    *string `tfsdk:"source_hash"`
	Executable    *bool   `tfsdk:"executable"`
	Permissions   *string `tfsdk:"permissions"`
}

type volumeMountModel struct {
	ContainerPath *string `tfsdk:"container_path"`
	HostPath      *string `tfsdk:"host_path"`
	VolumeName    *string `tfsdk:"volume_name"`
	FromContainer *string `tfsdk:"from_container"`
	ReadOnly      *bool   `tfsdk:"read_only"`
}

type mountModel struct {
	Target        string               `tfsdk:"target"`
	Source        *string              `tfsdk:"source"`
	Type          string               `tfsdk:"type"`
	ReadOnly      *bool                `tfsdk:"read_only"`
	BindOptions   []bindOptionsModel   `tfsdk:"bind_options"`
	VolumeOptions []volumeOptionsModel `tfsdk:"volume_options"`
	TmpfsOptions  []tmpfsOptionsModel  `tfsdk:"tmpfs_options"`
}

type bindOptionsModel struct {
	Propagation *string `tfsdk:"propagation"`
}

type volumeOptionsModel struct {
	NoCopy        *bool             `tfsdk:"no_copy"`
	DriverName    *string           `tfsdk:"driver_name"`
	DriverOptions map[string]string `tfsdk:"driver_options"`
	Labels        []labelModel      `tfsdk:"labels"`
}

type tmpfsOptionsModel struct {
	SizeBytes *int64 `tfsdk:"size_bytes"`
	Mode      *int64 `tfsdk:"mode"`
}
